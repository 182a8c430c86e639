import { computed, effect, signal, type ReadonlySignal } from "@preact/signals-core";
import type { OpenedCookie } from "../../protocol/control/opened-cookie.ts";
import { stickinessCookie, type StickinessCookies } from "../connection/stickiness-cookies.ts";
import type { LabClient } from "./lab-client.ts";

/** What the balancer says of the cookie that this browser holds: asked again when the cookie or its duration changes. */
export function createOpenedCookie(held: ReadonlySignal<StickinessCookies>, client: LabClient) {
  const opened = signal<{ value: string; says: OpenedCookie } | null>(null);
  const isReady = computed(() => client.state.value.status === "ready");
  const seconds = computed(() => client.state.value.stickiness?.durationSeconds);
  const stop = effect(() => {
    const value = stickinessCookie(held.value);
    void seconds.value;
    if (value === null || !isReady.value) return;
    void client.openCookie(value).then((answer) => {
      if (answer.ok) opened.value = { value, says: answer.data };
    });
  });
  return { opened, close: stop };
}

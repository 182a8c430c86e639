import { computed, effect, signal, type ReadonlySignal } from "@preact/signals-core";
import type { OpenedCookie } from "../../protocol/control/opened-cookie.ts";
import { stickinessCookie, type StickinessCookies } from "../connection/stickiness-cookies.ts";
import type { LabClient } from "./lab-client.ts";

const AGAIN_MS = 1_000;

/**
 * What the balancer says of the cookie that this browser holds: asked when the cookie, its duration or the targets change,
 * until it answers. A cookie names nobody once its target is no longer registered (R1.13).
 */
export function createOpenedCookie(held: ReadonlySignal<StickinessCookies>, client: LabClient) {
  const opened = signal<{ value: string; says: OpenedCookie } | null>(null);
  const isReady = computed(() => client.state.value.status === "ready");
  const seconds = computed(() => client.state.value.stickiness?.durationSeconds);
  const targets = computed(() =>
    client.state.value.targets.map(({ id, health, process }) => `${id} ${health} ${process}`).join("\n"),
  );
  const stop = effect(() => {
    const value = stickinessCookie(held.value);
    void [seconds.value, targets.value];
    if (value === null || !isReady.value) return;
    let again: ReturnType<typeof setTimeout> | null = null;
    let isOver = false;
    const ask = async () => {
      const answer = await client.openCookie(value);
      if (isOver) return;
      if (answer.ok) opened.value = { value, says: answer.data };
      else again = setTimeout(() => void ask(), AGAIN_MS);
    };
    void ask();
    return () => {
      isOver = true;
      if (again !== null) clearTimeout(again);
    };
  });
  return { opened, close: stop };
}

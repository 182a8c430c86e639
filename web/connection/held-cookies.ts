import { effect, signal, type ReadonlySignal } from "@preact/signals-core";
import { readStickinessCookies } from "./stickiness-cookies.ts";

/** Which of the balancer's cookies this browser holds for this page. They change with any answer, of any window. */
export function createHeldCookies(clock: ReadonlySignal<number>, connection: ReadonlySignal<unknown>) {
  const held = signal(readStickinessCookies(document.cookie));
  const look = () => {
    const now = readStickinessCookies(document.cookie);
    const last = held.peek();
    if (now.awsalb !== last.awsalb || now.awsalbcors !== last.awsalbcors) held.value = now;
  };
  const stop = effect(() => {
    void clock.value;
    void connection.value;
    look();
  });
  return {
    held,
    /** Each is what one assignment to `document.cookie` takes. */
    assign(cookies: readonly string[]) {
      // The Cookie Store API is not in every browser.
      // oxlint-disable-next-line unicorn/no-document-cookie
      for (const cookie of cookies) document.cookie = cookie;
      look();
    },
    close: stop,
  };
}

export type HeldCookies = ReturnType<typeof createHeldCookies>;

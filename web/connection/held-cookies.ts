import { effect, signal, type ReadonlySignal } from "@preact/signals-core";
import { FORGET_CORS_COOKIE, readStickinessCookies } from "./stickiness-cookies.ts";

/** Which of the balancer's cookies this browser holds for this page. They change with any answer, of any window. */
export function createHeldCookies(clock: ReadonlySignal<number>, connection: ReadonlySignal<unknown>) {
  const held = signal(readStickinessCookies(document.cookie));
  const look = () => {
    let now = readStickinessCookies(document.cookie);
    // From a visit of localhost by HTTPS, where browsers send Secure cookies by HTTP too: no answer by HTTP replaces it (R1.4),
    // and it wins (R1.14), even once it leads nowhere.
    if (now.awsalbcors !== null && location.protocol === "http:") {
      write([FORGET_CORS_COOKIE]);
      now = readStickinessCookies(document.cookie);
    }
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
      write(cookies);
      look();
    },
    close: stop,
  };
}

function write(cookies: readonly string[]): void {
  // The Cookie Store API is not in every browser.
  // oxlint-disable-next-line unicorn/no-document-cookie
  for (const cookie of cookies) document.cookie = cookie;
}

export type HeldCookies = ReturnType<typeof createHeldCookies>;

import { randomHex } from "./random-block.ts";

const MAX_LENGTH = 7 * 1024;

/**
 * Rule R7.3: `X-Amzn-Trace-Id`. Without one a new `Root`; with a `Root` our `Self` goes before it; an old `Self` is
 * replaced; one that is too long is rewritten with a `Root` only.
 */
export function traceId(
  received: string | undefined,
  nowMs: number,
  random: (bytes: number) => string = randomHex,
): string {
  const id = () => `1-${hexSecond(nowMs)}-${random(12)}`;
  if (received === undefined || received.trim() === "" || received.length > MAX_LENGTH) return `Root=${id()}`;
  const fields = received
    .split(";")
    .map((field) => field.trim())
    .filter((field) => field !== "" && !field.startsWith("Self="));
  const kept = fields.some((field) => field.startsWith("Root=")) ? fields : [`Root=${id()}`, ...fields];
  return [`Self=${id()}`, ...kept].join(";");
}

let lastSecond = Number.NaN;
let lastHex = "";

function hexSecond(nowMs: number): string {
  const second = Math.floor(nowMs / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastHex = second.toString(16).padStart(8, "0");
  }
  return lastHex;
}

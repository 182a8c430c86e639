import type { Deliveries } from "../room/messages/deliveries.ts";
import { failed, type Ended } from "./lab-watch.ts";

/** Sends so many numbered messages, each after the answer to the one before, and counts who accepted them. */
export async function sendNumbered(deliveries: Deliveries, count: number): Promise<Ended> {
  const by = new Map<string, number>();
  let unknown = 0;
  let refused = 0;
  const stamp = new Date().toLocaleTimeString([], { hour12: false });
  for (let number = 1; number <= count; number++) {
    const sent = deliveries.send(`${number} of ${count} · ${stamp}`);
    if (!sent.ok) return failed(`${sent.sentence} (after ${number - 1} of ${count})`);
    const outcome = await sent.outcome!;
    if (outcome.type === "ok") by.set(outcome.message.instance, (by.get(outcome.message.instance) ?? 0) + 1);
    else if (outcome.type === "unknown") unknown++;
    else refused++;
  }
  const parts = [...by].map(([instance, accepted]) => `${accepted} accepted by ${instance}`);
  if (unknown > 0) parts.push(`${unknown} without an answer`);
  if (refused > 0) parts.push(`${refused} refused`);
  return { phase: unknown > 0 ? "unsure" : refused > 0 ? "failed" : "observed", sentence: parts.join(", ") };
}

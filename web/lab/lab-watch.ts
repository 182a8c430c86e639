import { onceTrue } from "../page/once-true.ts";
import type { LabAnswer, LabClient } from "./lab-client.ts";
import type { LabOutcome, LabState } from "./lab-state.ts";

const SEEN_WITHIN_MS = 15_000;

/** How an action ended, as it is told. */
export type Ended = Pick<LabOutcome, "phase" | "sentence">;

export interface Watched {
  /** What the control API is asked for. */
  request: Promise<LabAnswer<unknown>>;
  /** The lab shows that it has happened. */
  holds(state: LabState): boolean;
  seen: string | ((state: LabState) => string);
  unseen: string;
  /** How long it may take; without it, some seconds. */
  withinMs?: number;
}

/** Waits until something that was asked for is *seen* in the lab: an answer alone is not evidence of it. */
export async function watchLab(
  client: LabClient,
  { request, holds, seen, unseen, withinMs = SEEN_WITHIN_MS }: Watched,
): Promise<Ended> {
  const answer = await request;
  if (!answer.ok) return failed(answer.sentence);
  await client.refresh();
  const did = await onceTrue(client.state, holds, withinMs);
  if (!did) return { phase: "unsure", sentence: unseen };
  return { phase: "observed", sentence: typeof seen === "string" ? seen : seen(client.state.value) };
}

export function failed(sentence: string): Ended {
  return { phase: "failed", sentence };
}

import type { RefusalCode, Reply } from "../../protocol/events.ts";

/** How joining a room ended, with a sentence for a person. */
export type JoinOutcome = { ok: true } | { ok: false; code: RefusalCode | "no-answer"; sentence: string };

const NO_ANSWER = "No answer: nobody knows whether this instance let you in. It is asked again";
const PASSING = new Set<string>(["no-answer", "unavailable", "rate-limited"]);

/** Whether the same question may be answered otherwise a little later. */
export function isPassing(code: string): boolean {
  return PASSING.has(code);
}

/** @param reply null: there was none in time. */
export function joinOutcome(reply: Reply<unknown> | null): JoinOutcome {
  if (!reply) return { ok: false, code: "no-answer", sentence: NO_ANSWER };
  return reply.ok ? { ok: true } : { ok: false, code: reply.code, sentence: withoutField(reply.message) };
}

/** An instance names the field of a request first; a person sees which one is meant. */
function withoutField(message: string): string {
  return message.replace(/^(?:name|room|text|person): /, "");
}

import { headerValues, type Exchange } from "../../wire/exchange.ts";
import { parseHandshake } from "../../wire/engine-packets.ts";
import { purposeOf, refusalOf, voiceOf } from "../../wire/read-answer.ts";
import type { AnswerCount, Evidence, Opening, TimelineEntry } from "../evidence.ts";

const RATE_LIMIT = /^(x-)?ratelimit(-limit|-remaining|-policy)?$|^retry-after$/;
const MAX_RATE_LIMIT_LINES = 6;

/** Counts what comes to Engine.IO's own requests. */
export function watchEndpoint() {
  const answers = new Map<string, AnswerCount>();
  const openings = new Map<string, Opening>();
  const timeline: TimelineEntry[] = [];
  const rateLimit = new Set<string>();

  function noteOpening(exchange: Exchange): void {
    const parsed = exchange.status === 200 ? parseHandshake(exchange.body) : null;
    if (!parsed || purposeOf(exchange) !== "handshake") return;
    const { sid: _sid, ...open } = parsed.open;
    const opening = { protocol: parsed.protocol, ...open };
    const key = JSON.stringify(opening);
    openings.set(key, { ...opening, count: (openings.get(key)?.count ?? 0) + 1 });
  }

  return {
    note(exchange: Exchange): void {
      const { method, status } = exchange;
      const [purpose, voice] = [purposeOf(exchange), voiceOf(exchange)];
      const code = refusalOf(exchange)?.code ?? null;
      const key = `${purpose} ${method} ${status} ${voice} ${code}`;
      const known = answers.get(key) ?? { purpose, method, status, voice, code, count: 0, example: exchange };
      answers.set(key, { ...known, count: known.count + 1 });
      const isAnswered = voice === "cut" ? null : voice !== "none";
      timeline.push({ purpose, isAnswered, error: isAnswered === false ? exchange.error : null });
      noteOpening(exchange);
      for (const [name] of exchange.headers) {
        if (!RATE_LIMIT.test(name) || rateLimit.size >= MAX_RATE_LIMIT_LINES) continue;
        // What is left changes with each answer; the limit does not.
        if (!name.endsWith("remaining")) rateLimit.add(`${name}: ${headerValues(exchange, name)[0]}`);
      }
    },
    seen: (): Pick<Evidence, "answers" | "openings" | "timeline" | "rateLimit"> => ({
      answers: [...answers.values()],
      openings: [...openings.values()],
      timeline,
      rateLimit: [...rateLimit],
    }),
  };
}

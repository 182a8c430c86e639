import { withSessions, type KeptSession } from "../kept-session.ts";
import type { Means, Question, Reply } from "../question.ts";
import { endInWords, watchEnds } from "../watch-ends.ts";
import { reachesWith } from "../two-visitors.ts";

/** Longer than the lag that was measured once (17 s). */
const LAG_SECONDS = 60;
const PUT_BACK = "register that target again, and wait until it is healthy";

export const DRAINING_TARGET: Question[] = [
  {
    rule: "R5.6",
    asks: "A target is deregistered: for how long does it still get requests?",
    standIn: "not at all",
    needsChange: true,
    ask: (means) =>
      withSessions(means.client, async (sessions) => {
        await means.change("deregister one target, and press Enter at that moment");
        const reply = await watchRequests(means, sessions, Math.min(LAG_SECONDS, means.drainSeconds));
        await means.change(PUT_BACK);
        return reply;
      }),
  },
  {
    rule: "R5.3",
    asks: "A target is deregistered: when and how do its open WebSockets end?",
    standIn: "at the end of the delay, without a Close frame",
    needsChange: true,
    ask: ({ client, change, drainSeconds }) =>
      withSessions(client, async (sessions) => {
        await change("deregister one target, note its deregistration delay, and press Enter at that moment");
        const ends = await watchEnds(sessions, drainSeconds);
        await change(PUT_BACK);
        const seen = [
          `${ends.length} of ${sessions.length} WebSockets ended within ${drainSeconds} s`,
          ...ends.map(({ seconds, code }) => `after ${seconds.toFixed(1)} s, ${endInWords(code)}`),
        ];
        const [first] = ends;
        return { answer: first ? `after ${first.seconds.toFixed(1)} s, ${endInWords(first.code)}` : null, seen };
      }),
  },
];

/** Asks for each session by its own cookie, again and again, until the time is up. */
async function watchRequests(means: Means, sessions: readonly KeptSession[], seconds: number): Promise<Reply> {
  const begun = performance.now();
  const elapsed = () => (performance.now() - begun) / 1000;
  const lastReached = new Map(sessions.map(({ sid }) => [sid, 0]));
  let unreached = new Set<string>();
  while (elapsed() < seconds) {
    unreached = new Set();
    for (const { sid, cookie } of sessions) {
      const at = elapsed();
      if ((await reachesWith(means, sid, cookie)) === "known") lastReached.set(sid, at);
      else unreached.add(sid);
    }
  }
  const lags = [...unreached].map((sid) => lastReached.get(sid)!);
  const seen = [
    `${unreached.size} of ${sessions.length} sessions were on it, asked for by their cookies for ${seconds} s`,
    ...lags.map((lag) => (lag === 0 ? "not reached once more" : `last reached after ${lag.toFixed(1)} s`)),
  ];
  if (lags.length === 0) return { answer: null, seen };
  const longest = Math.max(...lags);
  return { answer: longest === 0 ? "not at all" : `for ${longest.toFixed(1)} s`, seen };
}

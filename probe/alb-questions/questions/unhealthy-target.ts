import { withSessions } from "../kept-session.ts";
import type { Question } from "../question.ts";
import { endInWords, watchEnds } from "../watch-ends.ts";

const WATCH_SECONDS = 30;

export const UNHEALTHY_TARGET: Question[] = [
  {
    rule: "R4.7",
    asks: "Targets turn unhealthy: do their open WebSockets stay open?",
    standIn: "yes",
    needsChange: true,
    ask: ({ client, change, drainSeconds }) =>
      withSessions(client, async (sessions) => {
        await change(
          "suspend the Auto Scaling group's process ReplaceUnhealthy, set the path of the target group's health check to " +
            "one that fails, and wait until the targets are unhealthy",
        );
        const ends = await watchEnds(sessions, Math.min(WATCH_SECONDS, drainSeconds));
        await change("set the path back, wait until the targets are healthy, and resume the process");
        const seen = [
          `${ends.length} of ${sessions.length} WebSockets ended`,
          ...ends.map(({ code }) => `one ${endInWords(code)}`),
        ];
        return { answer: sessions.length === 0 ? null : ends.length === 0 ? "yes" : "no", seen };
      }),
  },
];

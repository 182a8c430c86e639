import type { Finding } from "../finding.ts";
import type { Case } from "./case.ts";

/** From here on people notice. */
const LATE_MS = 500;
/** On a slow way everything is slow: then it is not the poll that is held back. */
const TIMES_SLOWER = 4;

/** Whether a poll is answered when the server has something to say. */
export function heldPollFindings({ evidence: { sessions } }: Case): Finding[] {
  const delays = sessions.flatMap(({ heldPollDelays }) => heldPollDelays);
  if (delays.length === 0) return [];
  const delay = median(delays);
  const plain = median(sessions.flatMap(({ answerTimes }) => answerTimes));
  const evidence = [
    `${delays.length} held polls were answered ${Math.round(delay)} ms (median) after what they waited for; a plain answer takes ${Math.round(plain)} ms`,
  ];
  if (delay < LATE_MS || delay < plain * TIMES_SLOWER) {
    return [
      {
        id: "not-held-back",
        verdict: "ok",
        title: "Polls are answered as soon as there is something to say",
        evidence,
        meaning: "Nothing on the way holds answers back.",
        advice: [],
      },
    ];
  }
  return [
    {
      id: "held-back",
      verdict: "problem",
      title: `Answers to waiting polls are held back, by ${(delay / 1000).toFixed(1)} s`,
      evidence,
      meaning: "Something on the way buffers answers, so that over polling each message arrives late.",
      advice: [
        "Switch buffering, compression and inspection of answers off for Socket.IO's path; in nginx: `proxy_buffering off;`.",
      ],
    },
  ];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

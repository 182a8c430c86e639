import type { Finding } from "../finding.ts";
import { PATIENCE_MS } from "../probes/probe-sessions.ts";
import type { Case } from "./case.ts";
import { countOf } from "./words.ts";

/** From here on people notice. */
const LATE_MS = 500;
/** On a slow way everything is slow: then it is not the poll that is held back. */
const TIMES_SLOWER = 3;

/** A single one may have been lost. */
const ENOUGH_HELD = 2;

/** Whether a poll is answered when the server has something to say. */
export function heldPollFindings(one: Case): Finding[] {
  const { asking, sessions } = one.evidence;
  const overWebSocket = answeredOverWebSocket(one);
  if (asking === "not answered" && overWebSocket !== null) {
    return [
      heldBack("Answers to waiting polls are held back, and come over WebSockets", [
        "a request for a namespace was taken, and most polls brought no answer within three seconds",
        `over a WebSocket it was answered after ${Math.round(overWebSocket)} ms`,
      ]),
    ];
  }
  const delays = sessions.flatMap(({ heldPollDelays }) => heldPollDelays);
  if (delays.length === 0) return [];
  const delay = median(delays);
  const plain = median(sessions.flatMap(({ answerTimes }) => answerTimes));
  const silent = sessions.filter(({ isSilent, outcome }) => isSilent && outcome === "survived");
  // Of a session whose other answers were quick: an instance that is slow is slow with polls, too.
  const held = silent.filter(({ answerTimes }) => median(answerTimes) * TIMES_SLOWER <= PATIENCE_MS).length;
  const unanswered = `${countOf(held, "poll")} of ${silent.length + delays.length} brought no answer within three seconds`;
  if (asking === null && held >= ENOUGH_HELD) {
    return [
      heldBack(unanswered, [
        "what they waited for had been asked, and taken",
        `the others were answered ${Math.round(delay)} ms (median) after it`,
      ]),
    ];
  }
  const evidence = [
    `${delays.length} held polls were answered ${Math.round(delay)} ms (median) after what they waited for; a plain answer takes ${Math.round(plain)} ms`,
  ];
  if (silent.length > 0 || (delay >= LATE_MS && delay >= plain && delay < plain * TIMES_SLOWER)) {
    return [
      {
        id: "held-back-not-measured",
        verdict: "not measured",
        title: "Whether answers to waiting polls are held back could not be told",
        evidence: [...evidence, ...(held > 0 ? [unanswered] : [])],
        meaning: "A few are missing, or they come late and other answers do, too.",
        advice: [],
      },
    ];
  }
  if (delay < LATE_MS || delay < plain) {
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
  return [heldBack(`Answers to waiting polls are held back, by ${(delay / 1000).toFixed(1)} s`, evidence)];
}

/** The shortest time until a WebSocket brought an answer, in milliseconds; null: none was asked, or answered. */
export function answeredOverWebSocket({ evidence: { webSockets } }: Case): number | null {
  const times = webSockets.flatMap(({ answeredAfter }) => (answeredAfter === null ? [] : [answeredAfter]));
  return times.length > 0 ? Math.min(...times) : null;
}

function heldBack(title: string, evidence: string[]): Finding {
  return {
    id: "held-back",
    verdict: "problem",
    title,
    evidence,
    meaning: "Something on the way buffers answers, so that over polling each message arrives late.",
    advice: [
      "Switch buffering, compression and inspection of answers off for Socket.IO's path; in nginx: `proxy_buffering off;`.",
    ],
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

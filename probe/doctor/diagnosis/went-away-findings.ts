import type { Finding } from "../finding.ts";
import { sharedConnections } from "./advice.ts";
import type { Case } from "./case.ts";
import { countOf } from "./words.ts";

/** So many requests in a row without an answer, after others had one: nobody is there any more. */
const GONE_AFTER = 5;
/** So many requests may have been on their way together when the end came. */
const ON_THEIR_WAY = 6;

interface Gone {
  /** The place in the timeline from which nothing was answered. */
  at: number;
  answered: number;
  unanswered: number;
  atFirstWebSocket: boolean;
  error: string;
}

function goneSince(timeline: Case["evidence"]["timeline"]): Gone | null {
  const at = timeline.findLastIndex(({ isAnswered }) => isAnswered) + 1;
  // What the doctor itself cut is neither.
  const after = timeline.slice(at).filter(({ isAnswered }) => isAnswered === false);
  if (at === 0 || after.length < GONE_AFTER) return null;
  const first = timeline.findIndex(({ purpose, isAnswered }) => purpose === "websocket" && isAnswered !== null);
  return {
    at,
    answered: timeline.filter(({ isAnswered }) => isAnswered).length,
    unanswered: after.length,
    atFirstWebSocket: first !== -1 && Math.abs(first - (at - 1)) <= ON_THEIR_WAY,
    error: after.at(-1)!.error ?? "no answer",
  };
}

/**
 * That from some request on nobody answered any more. Where sessions had been asked for before, what they came to stays
 * true, and matters more.
 */
export function wentAwayFindings(one: Case): Finding[] {
  const { timeline, askedForSessions } = one.evidence;
  const gone = goneSince(timeline);
  if (!gone) return [];
  const isWebSocket = gone.atFirstWebSocket;
  const isSilent = gone.error.startsWith("no answer");
  const isLater = askedForSessions > 0 && gone.at >= askedForSessions;
  return [
    {
      id: isLater ? "went-away-later" : "went-away",
      verdict: "problem",
      title: `The endpoint stopped answering${isWebSocket ? " when a WebSocket was asked for" : " while it was looked at"}`,
      evidence: [
        `of the first ${countOf(gone.at, "request")} ${gone.answered} were answered, of the ${gone.unanswered} after them none: ${gone.error}`,
      ],
      meaning: `${isWebSocket && !isSilent ? "A request that every client makes seems to end the server. " : ""}What came after that says nothing of ${isLater ? "WebSockets; sessions were measured before" : "affinity"}.`,
      advice: [
        ...(isSilent ? sharedConnections(one) : []),
        "Look at the server's log for an error that nobody caught.",
        ...(isWebSocket && !isSilent
          ? [
              "Two `new Server()` on one HTTP server both take the upgrade, and the second throws: one of them has to go, or each needs a `path` of its own.",
            ]
          : []),
      ],
    },
  ];
}

import type { ConsoleFrame, ConsoleRequest, ConsoleSession } from "../../protocol/control/console.ts";

/** How much of both is shown; the control API keeps no more of the one, and little more of the other. */
const MAX_REQUESTS = 300;
const MAX_SESSIONS = 200;

/** What is shown of all that passed. */
export interface ConsoleBook {
  /** The newest first. */
  requests: readonly ConsoleRequest[];
  /** Those that a target did not know first, then the newest. */
  sessions: readonly ConsoleSession[];
  /** Only counted, not listed. */
  leftOut: { requests: number; sessions: number };
  totals: ConsoleFrame["totals"];
}

export const EMPTY_BOOK: ConsoleBook = {
  requests: [],
  sessions: [],
  leftOut: { requests: 0, sessions: 0 },
  totals: { requests: 0, unknownSessions: 0 },
};

/** The book with one more frame; what a stream that came back tells again is not listed twice. */
export function addFrame(book: ConsoleBook, frame: ConsoleFrame): ConsoleBook {
  // The control API was started again: its numbers are, too.
  const before = frame.totals.requests < book.totals.requests ? EMPTY_BOOK : book;
  const newest = before.requests[0]?.number ?? 0;
  const fresh = frame.requests.filter(({ number }) => number > newest);
  const changed = new Set(frame.sessions.map(({ id }) => id));
  const sessions = [...frame.sessions, ...before.sessions.filter(({ id }) => !changed.has(id))];
  return {
    requests: [...fresh.toReversed(), ...before.requests].slice(0, MAX_REQUESTS),
    sessions: sessions
      .sort((a, b) => Number(b.unknown !== null) - Number(a.unknown !== null) || b.at - a.at)
      .slice(0, MAX_SESSIONS),
    leftOut: {
      requests: before.leftOut.requests + frame.requestsLeftOut,
      sessions: before.leftOut.sessions + frame.sessionsLeftOut,
    },
    totals: frame.totals,
  };
}

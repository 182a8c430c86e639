import type { Ledger, SentMessage } from "../history/ledger.ts";

/**
 * Whether the instances could not reach one another while a message had to reach somebody: from when it was sent until
 * its receiver came back or, sooner, until a barrier shows that all before had arrived.
 */
export function isOutageToBlame(message: SentMessage, receiver: string, ledger: Ledger): boolean {
  const { visits, barriers, outages } = ledger;
  const back = visits.get(receiver)?.find((visit) => visit.from >= message.from)?.from;
  const proved = barriers.get(receiver)?.find((index) => index > message.to);
  const due = Math.min(back ?? Number.POSITIVE_INFINITY, proved ?? Number.POSITIVE_INFINITY);
  return outages.some(({ from, to }) => from <= due && (to === null || to >= message.from));
}

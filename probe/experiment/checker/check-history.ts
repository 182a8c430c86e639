import type { Place } from "../../../people/person-event.ts";
import type { History } from "../history/history.ts";
import { readLedger, type Delivery, type Ledger, type SentMessage } from "../history/ledger.ts";
import { causeOfAsking } from "./cause-of-asking.ts";
import { causeOfAbsence } from "./cause-of-absence.ts";
import { causeOfLoss, type Cause } from "./cause-of-loss.ts";
import { isExpected } from "./is-expected.ts";
import { findMisplaced } from "./misplaced.ts";

/** A message and somebody who was to have it. */
export interface Pair {
  message: string;
  sender: string;
  receiver: string;
}
export interface Loss extends Pair {
  cause: Cause;
  /** The receiver was out of the room when it was sent, and came back. */
  wasAway: boolean;
}

/** What a history shows about messages between people; own messages and barriers are not counted. */
export interface Findings {
  verdict: "valid" | "invalid" | "unknown";
  /** Why it is not valid. */
  reasons: string[];
  sent: { ok: number; fail: number; unknown: number; unconfirmed: number };
  /** Accepted messages × people who were to have them. */
  expected: number;
  delivered: number;
  lost: Loss[];
  /** The same of messages that an application sends on without confirming them: absent is not lost. */
  unconfirmed: { expected: number; delivered: number };
  notReceived: Loss[];
  /** Of both kinds, how many have a receiver who was in the room when they were sent. */
  inRoom: number;
  /** Absent, but nothing shows that it was not merely on its way. */
  undetermined: Pair[];
  /** Arrived only after all that came before the receiver's barrier should have been there. */
  late: Pair[];
  /** Shown twice. */
  duplicated: Pair[];
  outOfOrder: Pair[];
  /** Delivered to somebody who was not in the room. */
  strangers: Pair[];
  /** Delivered although nobody said it so, or its refusal was certain. */
  phantoms: Pair[];
  /** Messages at a number that is another's, or lower than that of one accepted before they were said. */
  misplaced: string[];
  /** Sent to a connection once more, and not shown again. */
  repeats: number;
  /** Numbers that stayed out until they were asked for again. */
  holes: number;
}

type Accepted = SentMessage & { place: Place };

/** Judges a history. Pure: the same history, the same findings. */
export function checkHistory(history: History, ledger: Ledger = readLedger(history)): Findings {
  const { messages, arrivals, visits } = ledger;
  const isApplication = history.store === "application";
  const isShared = history.store !== "memory";
  // Its packets are what is judged: what a person got only because it asked the store did not come by them.
  const isForeign = history.store === "adapter";
  const talk = [...messages.values()].filter(({ purpose }) => purpose === "talk");
  const count = (type: "repeat" | "hole") => history.events.filter((event) => event.type === type).length;
  const findings: Findings = {
    verdict: "valid",
    reasons: [],
    sent: { ok: 0, fail: 0, unknown: 0, unconfirmed: 0 },
    expected: 0,
    delivered: 0,
    lost: [],
    unconfirmed: { expected: 0, delivered: 0 },
    notReceived: [],
    inRoom: 0,
    undetermined: [],
    late: [],
    duplicated: [],
    outOfOrder: [],
    strangers: [],
    phantoms: [],
    // An application numbers nothing.
    misplaced: isApplication ? [] : findMisplaced(messages.values()),
    repeats: count("repeat"),
    holes: count("hole"),
  };

  for (const message of talk) {
    findings.sent[message.outcome] += 1;
    if ((message.outcome !== "ok" && message.outcome !== "unconfirmed") || !message.place) continue;
    const accepted: Accepted = { ...message, place: message.place };
    const counts = message.outcome === "ok" ? findings : findings.unconfirmed;
    const missing = message.outcome === "ok" ? findings.lost : findings.notReceived;
    for (const receiver of history.people) {
      const stays = visits.get(receiver) ?? [];
      const inRoom = isApplication ? stays.filter(({ roomId }) => roomId === accepted.place.roomId) : stays;
      if (receiver === message.sender || !isExpected(accepted, inRoom)) continue;
      const pair = { message: message.id, sender: message.sender, receiver };
      const wasAway = !inRoom.some(({ from, to }) => from < message.from && (to === null || to > message.from));
      counts.expected += 1;
      if (!wasAway) findings.inRoom += 1;
      const arrived = arrivals.get(receiver)?.get(message.id);
      const asked = isForeign && arrived ? causeOfAsking(accepted, arrived, inRoom, ledger) : null;
      if (asked !== null) {
        missing.push({ ...pair, cause: asked, wasAway });
        continue;
      }
      if (arrived) {
        counts.delivered += 1;
        if (isLate(accepted, arrived, ledger)) findings.late.push(pair);
        continue;
      }
      if (isStillOnItsWay(accepted, receiver, ledger)) {
        findings.undetermined.push(pair);
        continue;
      }
      const cause = isApplication
        ? causeOfAbsence(accepted, receiver, ledger)
        : causeOfLoss({ message: accepted, receiver, ledger, isShared });
      missing.push({ ...pair, cause, wasAway });
    }
  }
  const places = new Map<string, Place>();
  for (const { id, place } of messages.values()) if (place) places.set(id, place);
  const hasOrder = isApplication ? "sender" : isForeign ? "instance" : "room";
  for (const person of history.people) judgeDeliveries(person, hasOrder, ledger, places, findings);
  if (isForeign) findings.duplicated.push(...broughtTwice(history, ledger));
  return { ...findings, ...verdictOf(findings) };
}

/** Its receiver was there all the while, and yet it came after the barrier that it should have come before. */
function isLate(message: Accepted, arrived: Delivery, { visits, barriers }: Ledger): boolean {
  const barrier = barriers.get(arrived.person)?.find((index) => index > message.to);
  if (barrier === undefined || arrived.at < barrier) return false;
  const mine = visits.get(arrived.person) ?? [];
  return mine.some(({ from, to }) => from < message.from && (to === null || to > arrived.at));
}

/** Its receiver is connected, and no barrier since shows that it should have come. */
function isStillOnItsWay(message: Accepted, receiver: string, { visits, barriers }: Ledger): boolean {
  const last = visits.get(receiver)?.at(-1);
  if (!last || last.to !== null) return false;
  const since = Math.max(message.to, last.from);
  return !barriers.get(receiver)?.some((index) => index > since);
}

/** What came by itself a second time: a page does not show it again, but an adapter is not to bring it. */
function broughtTwice({ events }: History, { arrivals, messages }: Ledger): Pair[] {
  return events.flatMap((event) => {
    if (event.type !== "repeat" || event.via !== "live") return [];
    const first = arrivals.get(event.person)?.get(event.message);
    const isTalk = messages.get(event.message)?.purpose === "talk";
    if (first?.via !== "live" || !isTalk) return [];
    return [{ message: event.message, sender: first.sender, receiver: event.person }];
  });
}

/**
 * `places` is where each message is by its answer or, where there was none, by the one who got it first. A room has one
 * order; with somebody's adapter, what each instance accepted; in an application, what each person says.
 */
function judgeDeliveries(
  person: string,
  hasOrder: "room" | "instance" | "sender",
  ledger: Ledger,
  places: Map<string, Place>,
  findings: Findings,
): void {
  const seen = new Set<string>();
  const newest = new Map<string, number>();
  for (const { message: id, sender, place, via, at } of ledger.deliveries.get(person) ?? []) {
    const pair = { message: id, sender, receiver: person };
    const message = ledger.messages.get(id);
    const known = places.get(id) ?? place;
    places.set(id, known);
    const isInvented = !message || message.sender !== sender || message.outcome === "fail";
    if (isInvented || known.roomId !== place.roomId || known.seq !== place.seq) findings.phantoms.push(pair);
    const isIn = ledger.interests.get(person)?.some(({ from, to }) => from < at && (to === null || to > at));
    const isInOther =
      hasOrder === "sender" && !ledger.visits.get(person)?.some(({ roomId }) => roomId === place.roomId);
    if (!isIn || isInOther) findings.strangers.push(pair);

    if (seen.has(id)) findings.duplicated.push(pair);
    else {
      const stream = `${via} ${{ room: place.roomId, instance: `${place.roomId} ${place.instance}`, sender }[hasOrder]}`;
      if (place.seq <= (newest.get(stream) ?? 0)) findings.outOfOrder.push(pair);
      newest.set(stream, Math.max(place.seq, newest.get(stream) ?? 0));
    }
    seen.add(id);
  }
}

function verdictOf(findings: Findings): Pick<Findings, "verdict" | "reasons"> {
  const wrong: [number, string][] = [
    [findings.lost.filter(({ cause }) => cause === "unexplained").length, "losses that nothing explains"],
    [findings.duplicated.length, "duplicates"],
    [findings.outOfOrder.length, "out of order"],
    [findings.strangers.length, "deliveries to strangers"],
    [findings.phantoms.length, "deliveries of what nobody said"],
    [findings.misplaced.length, "messages at a wrong number"],
  ];
  const reasons = wrong.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  if (reasons.length > 0) return { verdict: "invalid", reasons };
  if (findings.undetermined.length > 0) {
    return { verdict: "unknown", reasons: [`${findings.undetermined.length} may still have been on their way`] };
  }
  const { ok, unconfirmed } = findings.sent;
  if (ok + unconfirmed === 0) return { verdict: "unknown", reasons: ["no message was accepted"] };
  return { verdict: "valid", reasons: [] };
}

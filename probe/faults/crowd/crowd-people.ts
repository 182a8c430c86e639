import { randomUUID } from "node:crypto";
import { createPerson, type Person } from "../../../people/person.ts";
import type { PersonEvent } from "../../../people/person-event.ts";
import type { CrowdCommand, CrowdMissing, CrowdReport } from "../../../protocol/crowd-process.ts";
import { seededRandom } from "../../experiment/seeded-random.ts";

const ANSWER_MS = 8_000;
const ONE_TRY_MS = 1;
/** A page waits so long before it tries again, and up to `RETRY_MAX_MS`. */
const RETRY_MS = 500;
const RETRY_MAX_MS = 2_000;
const SPREAD = 0.3;
/** People arrive one after another, not all in one moment. */
const ARRIVALS_APART_MS = 5;
const LOOK_MS = 200;
const LISTED = 20;

interface Member {
  person: Person;
  room: string;
  disconnections: number;
  received: Set<string>;
}

/** Many people in one process, each in one room for good, who talk, and come back as a page does when they are cut off. */
export function createCrowdPeople({ url, rooms, thinkMs, reloadMs, seed }: Extract<CrowdCommand, { do: "start" }>) {
  const random = seededRandom(seed);
  const members: Member[] = [];
  /** Who said it does not matter: everybody in the room is to have it. */
  const accepted = new Map<string, string[]>(rooms.map(({ room }) => [room, []]));
  const barriers = new Set<string>();
  let reasons: Record<string, number> = {};
  let failedAttempts: Record<string, number> = {};
  const count = (counts: Record<string, number>, name: string) => (counts[name] = (counts[name] ?? 0) + 1);
  const sent = { ok: 0, fail: 0, unknown: 0 };
  let lastInAt: number | null = null;
  const ending = new AbortController();
  let comings = 0;

  for (const { room, people } of rooms) {
    for (const name of people) {
      const member: Member = { person: undefined!, room, disconnections: 0, received: new Set() };
      member.person = createPerson({
        name,
        room,
        url,
        transport: "websocket",
        secret: randomUUID(),
        answerMs: ANSWER_MS,
        onMessage: ({ id }) => void member.received.add(id),
        onEvent: (event) => note(member, event),
      });
      members.push(member);
    }
  }

  function note(member: Member, event: PersonEvent): void {
    if (event.type === "send" && event.purpose === "barrier") barriers.add(event.message);
    if (event.type === "sent" && event.outcome === "ok" && !barriers.has(event.message))
      accepted.get(member.room)!.push(event.message);
    if (event.type === "joined" && event.outcome === "ok") lastInAt = Date.now();
    if (event.type === "disconnected") {
      // Who gives up a room that does not answer was not thrown out: that attempt is counted where it failed.
      if (event.reason !== "io client disconnect") {
        member.disconnections += 1;
        count(reasons, event.reason);
      }
      setTimeout(() => void comeIn(member));
    }
    if (event.type === "attempt-failed") count(failedAttempts, event.why);
    if (event.type === "joined" && event.outcome !== "ok")
      count(failedAttempts, event.outcome === "fail" ? "the room was refused" : "the room was not answered");
    if (event.type === "turned-away") setTimeout(() => void comeIn(member));
  }

  const coming = new Set<Member>();
  async function comeIn(member: Member): Promise<void> {
    if (coming.has(member)) return;
    coming.add(member);
    comings += 1;
    const jitter = random.fork(`${member.person.name} ${comings}`);
    for (let wait = RETRY_MS; !member.person.isIn(); wait = Math.min(2 * wait, RETRY_MAX_MS)) {
      // One try: a page that is answered 502 waits, too.
      if (await member.person.arrive(1, ONE_TRY_MS)) break;
      await pause(wait * (1 - SPREAD + 2 * SPREAD * jitter.next()));
    }
    coming.delete(member);
    await member.person.sayAgain();
  }

  async function talk({ person }: Member): Promise<void> {
    const rhythm = random.fork(`${person.name} talks`);
    while (!ending.signal.aborted) {
      await pause(2 * thinkMs * rhythm.next());
      if (ending.signal.aborted || !person.isIn()) continue;
      const outcome = await person.say();
      sent[outcome] += 1;
    }
  }

  async function reloadNowAndThen(member: Member, everyMs: number): Promise<void> {
    const rhythm = random.fork(`${member.person.name} reloads`);
    while (!ending.signal.aborted) {
      await pause(2 * everyMs * rhythm.next());
      if (ending.signal.aborted) return;
      await member.person.reload();
      await comeIn(member);
    }
  }

  /** Does it with everybody who is in, again until it has succeeded or time is up. */
  async function each(withinMs: number, act: (person: Person) => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + withinMs;
    await Promise.all(
      members.map(async ({ person }) => {
        while (performance.now() < deadline && !(person.isIn() && (await act(person)))) await pause(LOOK_MS);
      }),
    );
  }

  return {
    /** Resolves when everybody is in. */
    async arrive(): Promise<void> {
      const arriving: Promise<void>[] = [];
      for (const member of members) {
        arriving.push(comeIn(member));
        await pause(ARRIVALS_APART_MS);
      }
      await Promise.all(arriving);
      for (const member of members) {
        void talk(member);
        if (reloadMs !== undefined) void reloadNowAndThen(member, reloadMs);
      }
    },
    mark(): void {
      for (const member of members) member.disconnections = 0;
      reasons = {};
      failedAttempts = {};
    },
    report(): Omit<CrowdReport, "missing"> {
      const { user, system } = process.cpuUsage();
      const counts = members.map(({ disconnections }) => disconnections);
      return {
        people: members.length,
        isIn: members.filter(({ person }) => person.isIn()).length,
        lastInAt,
        disconnected: counts.filter((count) => count > 0).length,
        mostDisconnections: Math.max(0, ...counts),
        reasons,
        failedAttempts,
        accepted: [...accepted.values()].reduce((all, { length }) => all + length, 0),
        refused: sent.fail,
        unknown: sent.unknown,
        cpuMs: Math.round((user + system) / 1_000),
      };
    },
    missing(): CrowdMissing {
      const due = members.flatMap(({ person, room, received }) =>
        accepted.get(room)!.map((message) => ({ message, person: person.name, arrived: received.has(message) })),
      );
      const lost = due.flatMap(({ message, person, arrived }) => (arrived ? [] : [{ message, person }]));
      return { due: due.length, lost: lost.slice(0, LISTED), lostCount: lost.length };
    },
    /** Stops the talk; resolves when everybody is in and has said again what had no answer, or at the deadline. */
    async hush(withinMs: number): Promise<void> {
      ending.abort();
      await each(withinMs, async (person) => {
        await person.sayAgain();
        return person.isIn();
      });
    },
    /** Resolves when everybody has all that was said before a message of their own, or at the deadline. */
    settle: (withinMs: number) => each(withinMs, (person) => person.barrier()),
    close(): void {
      ending.abort();
      for (const { person } of members) person.close();
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

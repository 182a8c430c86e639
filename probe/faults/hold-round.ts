import { setTimeout as pause } from "node:timers/promises";
import type { Person } from "../../people/person.ts";
import type { Cell } from "../experiment/cell.ts";
import { createRecorder, type History, type Recorder } from "../experiment/history/history.ts";
import { createPeople, namesOf } from "../experiment/create-people.ts";
import { recordSightings } from "../experiment/measured-lab.ts";
import type { Random } from "../experiment/seeded-random.ts";
import { causeFaults } from "./cause.ts";
import { planFaults, type FaultKind } from "./fault.ts";
import type { FaultLab } from "./fault-lab.ts";

export interface RoundOptions {
  cell: Cell;
  lab: FaultLab;
  people: number;
  room: string;
  /** How long people talk while things fail. */
  talkMs: number;
  random: Random;
}

export interface HeldRound {
  history: History;
  faults: Map<FaultKind, number>;
}

/** Each person's time between two messages. */
const THINK_MS = { least: 20, most: 260 };
/** Sooner than a page would give up: within a round an answer is to be missed, and asked for again. */
const ANSWER_MS = 2_500;
/** All that everyone needs to come back once everything works again. */
const SETTLE_MS = 40_000;
const MEMBERSHIP_MS = 15_000;

/** People talk and things fail; then everything is mended, and everyone comes back and hears the rest. */
export async function holdRound(options: RoundOptions): Promise<HeldRound> {
  const { cell, lab, talkMs, random } = options;
  const recorder = createRecorder({ store: cell.store, people: namesOf(options.people) });
  const people = createPeople({ ...options, answerMs: ANSWER_MS }, recorder);
  const ending = new AbortController();
  try {
    await lab.control.setStickiness(cell.stickiness);
    recorder.record({ type: "phase", name: "arrive" });
    for (const person of random.shuffled(people)) await person.loadPage();
    await Promise.all(people.map((person) => comeBack(person, SETTLE_MS)));

    recorder.record({ type: "phase", name: "talk while things fail" });
    const talking = people.map((person) => talk(person, random.fork(`${person.name} talks`), ending.signal));
    const scene = { lab, people, recorder, random: random.fork("victims") };
    const [faults] = await Promise.all([
      causeFaults(planFaults(cell.store, talkMs, random.fork("faults")), scene),
      pause(talkMs).then(() => ending.abort()),
    ]);
    await Promise.all(talking);

    recorder.record({ type: "phase", name: "all mended" });
    await settle(people);
    await lookUntilRight(options, people, recorder);
    return { history: recorder.history, faults };
  } finally {
    ending.abort();
    for (const person of people) person.close();
  }
}

async function talk(person: Person, random: Random, ending: AbortSignal): Promise<void> {
  while (!ending.aborted) {
    await pause(THINK_MS.least + random.below(THINK_MS.most - THINK_MS.least));
    if (person.isIn()) await person.say();
    else await comeBack(person, ANSWER_MS);
  }
}

async function comeBack(person: Person, deadlineMs: number): Promise<boolean> {
  const isBack = await person.arrive(Number.POSITIVE_INFINITY, deadlineMs);
  if (isBack) await person.sayAgain();
  return isBack;
}

/**
 * Nobody may miss a message only because the round is over: everyone comes back and says again what had no answer; only
 * then, when nothing more is said, everyone waits until all has arrived.
 */
async function settle(people: readonly Person[]): Promise<void> {
  const deadline = performance.now() + SETTLE_MS;
  const left = () => Math.max(0, deadline - performance.now());
  for (;;) {
    await Promise.all(people.map(async (person) => (person.isIn() ? person.sayAgain() : comeBack(person, left()))));
    const reached = await Promise.all(people.map(async (person) => person.isIn() && person.barrier()));
    if (reached.every(Boolean) || left() === 0) return;
    await pause(50);
  }
}

/**
 * Ghosts are allowed for as long as a lease or a heartbeat lasts: looks until the instances have let go of them. Who is
 * thrown out meanwhile, because its instance found its lease lost, comes back as it did before.
 */
async function lookUntilRight(
  { cell, lab, room }: RoundOptions,
  people: readonly Person[],
  recorder: Recorder,
): Promise<void> {
  const deadline = performance.now() + MEMBERSHIP_MS;
  const names = people
    .map(({ name }) => name)
    .sort()
    .join("\n");
  for (;;) {
    if (!people.every((person) => person.isIn())) await settle(people);
    const reports = await lab.reports(room);
    const lists = reports.map(({ rooms }) => rooms.flatMap(({ members }) => members.map(({ name }) => name)));
    const isRight =
      cell.store === "memory"
        ? lists.flat().sort().join("\n") === names
        : lists.every((members) => members.sort().join("\n") === names);
    if (isRight || performance.now() > deadline) break;
    await pause(50);
  }
  await recordSightings(lab, room, recorder);
}

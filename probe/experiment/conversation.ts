import { setTimeout as pause } from "node:timers/promises";
import { createBrowser } from "../../people/browser.ts";
import type { Person } from "../../people/person.ts";
import type { Cell } from "./cell.ts";
import type { Recorder } from "./history/history.ts";
import { recordSightings, type MeasuredLab } from "./measured-lab.ts";
import type { Random } from "./seeded-random.ts";

/** Somebody who can take part: in our chat, or in another application. */
export type Talker = Pick<
  Person,
  | "name"
  | "isIn"
  | "instance"
  | "loadPage"
  | "arrive"
  | "say"
  | "barrier"
  | "drop"
  | "gone"
  | "checkOwnHistory"
  | "close"
>;

export interface ConversationOptions {
  cell: { stickiness: Cell["stickiness"] | "as-is"; happening: Cell["happening"] };
  lab: MeasuredLab;
  people: readonly Talker[];
  recorder: Recorder;
  /** Each person says so many each time it is its turn. */
  messages: number;
  room: string;
  random: Random;
}

/** Tries at a session before a person gives up for the time being. */
const ATTEMPTS = 6;
/** No wait in a conversation is longer. */
const DEADLINE_MS = 15_000;
/** Longer than anything that ends by itself: a handshake, an upgrade, a connection that joins nothing, an adapter's heartbeat. */
const LATE_MS = 10_500;
/** Who does not know where it is notices within this time that its instance has ended, if it was there. */
const NOTICED_MS = 1_500;

/**
 * The scripted conversation: all arrive, all talk, something happens, those whom it hit come back, all talk again. What
 * waits, waits for an event and has a deadline.
 */
export async function holdConversation(options: ConversationOptions): Promise<void> {
  const { cell, lab, people, recorder, room, random } = options;
  try {
    if (cell.stickiness !== "as-is") await lab.control?.setStickiness(cell.stickiness);
    recorder.record({ type: "phase", name: "arrive" });
    for (const person of random.shuffled(people)) await person.loadPage();
    await allArrive(people);
    await talk("talk", people, options, recorder);
    await HAPPENINGS[cell.happening](people, options, recorder);
    await recordSightings(lab, room, recorder);
  } finally {
    for (const person of people) person.close();
  }
}

type Script = (people: readonly Talker[], options: ConversationOptions, recorder: Recorder) => Promise<void>;

const HAPPENINGS: Record<Cell["happening"], Script> = {
  nothing: async () => {},

  /** Everyone drops out and comes back, one half after the other; the other half goes on talking meanwhile. */
  async reconnect(people, options, recorder) {
    const mixed = options.random.shuffled(people);
    const half = Math.ceil(mixed.length / 2);
    for (const [turn, group] of [mixed.slice(0, half), mixed.slice(half)].entries()) {
      recorder.record({ type: "phase", name: `half ${turn + 1} away` });
      const leaving = group.filter((person) => person.isIn());
      for (const person of leaving) person.drop();
      await Promise.all(leaving.map((person) => person.gone(DEADLINE_MS)));
      await noticed(leaving, options);
      await say(people, options);
      await comeBack(group, options, recorder);
    }
    await talk("talk again", people, options, recorder);
  },

  /** The same with connections that have been there for a while, and nothing said meanwhile. */
  async "late-reconnect"(people, options, recorder) {
    recorder.record({ type: "phase", name: "stay" });
    await pause(LATE_MS);
    await HAPPENINGS.reconnect(people, options, recorder);
  },

  kill: (people, options, recorder) =>
    endInstance(people, options, recorder, async (instance, control) => {
      recorder.record({ type: "instance", instance, what: "killed" });
      await control.kill(instance);
      recorder.record({ type: "instance", instance, what: "stopped" });
    }),

  drain: (people, options, recorder) =>
    endInstance(people, options, recorder, async (instance, control) => {
      recorder.record({ type: "instance", instance, what: "draining" });
      await control.drain(instance);
      recorder.record({ type: "instance", instance, what: "stopped" });
    }),

  /** The store is killed and starts again with what it had written; what is said meanwhile is refused. */
  async "restart-store"(people, options, recorder) {
    const { store } = options.lab;
    if (!store) throw new Error("only the store of a lab of its own can be restarted");
    recorder.record({ type: "phase", name: "store killed" });
    recorder.record({ type: "adapter", what: "down", how: "restart-store" });
    await store.kill();
    await say(people, options);
    await store.start();
    recorder.record({ type: "adapter", what: "up", how: "restart-store" });
    await comeBack(
      people.filter((person) => !person.isIn()),
      options,
      recorder,
    );
    await everyoneIsReached(people);
    await talk("talk again", people, options, recorder);
  },
};

/** Gives what carries packets time to come back, too: until each hears what it says itself. */
async function everyoneIsReached(people: readonly Talker[]): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    const reached = await Promise.all(people.map(async (person) => !person.isIn() || person.barrier()));
    if (reached.every(Boolean) || performance.now() > deadline) return;
  }
}

/** Takes the instance with the most people away from them; those elsewhere talk on while these come back. */
async function endInstance(
  people: readonly Talker[],
  options: ConversationOptions,
  recorder: Recorder,
  end: (instance: string, control: NonNullable<MeasuredLab["control"]>) => Promise<void>,
): Promise<void> {
  const { control } = options.lab;
  if (!control) throw new Error("only a lab of its own can lose an instance");
  const crowd = (instance: string) => people.filter((person) => person.instance() === instance).length;
  const open = (instance: string) => control.open?.(instance) ?? 0;
  const [instance] = options.random
    .shuffled(control.instances())
    .sort((a, b) => crowd(b) - crowd(a) || open(b) - open(a));
  if (!instance) throw new Error("there is no instance to end");
  recorder.record({ type: "phase", name: `${instance} ${options.cell.happening === "kill" ? "killed" : "drained"}` });
  const victims = people.filter((person) => person.instance() === instance);
  const perhaps = people.filter((person) => person.instance() === null);
  await end(instance, control);
  await Promise.all([
    ...victims.map((person) => person.gone(DEADLINE_MS)),
    ...perhaps.map((person) => person.gone(NOTICED_MS)),
  ]);
  await say(people, options);
  await comeBack(
    people.filter((person) => !person.isIn()),
    options,
    recorder,
  );
  await talk("talk again", people, options, recorder);
}

async function comeBack(group: readonly Talker[], options: ConversationOptions, recorder: Recorder): Promise<void> {
  recorder.record({ type: "phase", name: "come back" });
  // Strict round robin would otherwise bring people back in step with the requests before (and so by chance home).
  const { cell, lab, random } = options;
  const stranger = createBrowser({ origin: lab.url, cookies: false });
  for (let others = random.below(5); others > 0; others -= 1) await stranger.get("/").catch(() => {});
  const deadline = performance.now() + DEADLINE_MS;
  for (let missing = random.shuffled(group); missing.length > 0; missing = group.filter((one) => !one.isIn())) {
    await allArrive(missing);
    await Promise.all(group.filter((person) => person.isIn()).map((person) => person.checkOwnHistory()));
    // Windows of one browser that come back at once race for its cookie, and who lost is thrown out: it goes on
    // trying, as a page does. Without stickiness nothing would come of it.
    if (cell.stickiness === "off" || performance.now() > deadline) break;
  }
}

async function allArrive(people: readonly Talker[]): Promise<void> {
  await Promise.all(people.map((person) => person.arrive(ATTEMPTS, DEADLINE_MS)));
}

async function talk(phase: string, people: readonly Talker[], options: ConversationOptions, recorder: Recorder) {
  recorder.record({ type: "phase", name: phase });
  await say(people, options);
  await Promise.all(people.filter((person) => person.isIn()).map((person) => person.barrier()));
}

/** Everyone who is there says its messages, each round in another order; a round is answered before the next. */
async function say(people: readonly Talker[], { messages, random }: ConversationOptions): Promise<void> {
  for (let round = 0; round < messages; round += 1) {
    const present = random.shuffled(people).filter((person) => person.isIn());
    await Promise.all(present.map((person) => person.say()));
  }
}

/** Waits until no instance believes any more that these are in the room; a drop that nobody noticed is another story. */
async function noticed(gone: readonly Talker[], { lab, room }: ConversationOptions): Promise<void> {
  const names = new Set(gone.map(({ name }) => name));
  const until = performance.now() + DEADLINE_MS;
  while (performance.now() < until) {
    const reports = await lab.reports(room);
    const members = reports.flatMap(({ rooms }) => rooms.flatMap((one) => one.members));
    if (!members.some(({ name }) => names.has(name))) return;
  }
}

import { createBrowser } from "../../people/browser.ts";
import { createPerson, type Person } from "../../people/person.ts";
import type { Cell } from "./cell.ts";
import type { Recorder } from "./history/history.ts";
import type { Random } from "./seeded-random.ts";

const NAMES = ["Ada", "Bo", "Cy", "Di", "Eve", "Fay", "Gus", "Hal", "Ida", "Jo", "Kay", "Lea"];

/** The names of so many people: Ada, Bo, …, and after the twelfth Ada2. */
export function namesOf(people: number): string[] {
  return Array.from({ length: people }, (_, index) => {
    const round = Math.floor(index / NAMES.length);
    return `${NAMES[index % NAMES.length]}${round === 0 ? "" : round + 1}`;
  });
}

/** The people of a history, in one browser or each in one of its own. */
export function createPeople(
  options: { cell: Cell; lab: { url: string }; room: string; random: Random; answerMs?: number },
  recorder: Recorder,
): Person[] {
  const { cell, lab, room, random, answerMs } = options;
  const newBrowser = () => ({ ...createBrowser({ origin: lab.url }), secret: `browser-${random.below(2 ** 31)}` });
  const shared = newBrowser();
  return recorder.history.people.map((name) => {
    const { jar, secret } = cell.layout === "one-browser" ? shared : newBrowser();
    const { transport } = cell;
    const own = { url: lab.url, room, transport, jar, onEvent: recorder.record, random: random.fork(name).next };
    return createPerson({ name, secret, ...own, ...(answerMs === undefined ? {} : { answerMs }) });
  });
}

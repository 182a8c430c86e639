import { MAX_PEOPLE, type PersonRequest, type PersonView } from "../../protocol/control/people.ts";
import { PersonReport, type PersonCommand } from "../../protocol/person-process.ts";
import type { z } from "zod";
import type { ChildGuard } from "../../machine/processes/child-guard.ts";
import { startChild, StartError, type Child } from "../../machine/processes/start-child.ts";
import { UserError } from "../../machine/user-error.ts";
import { NotFoundError } from "../not-found-error.ts";

export interface PeopleOptions {
  /** The program of a person. */
  entry: string;
  /** The chat, through the balancer. */
  url: string;
  childGuard: ChildGuard;
  /** Called at each change, at most once in `TOLD_MS`. */
  onChange: () => void;
}

export type People = ReturnType<typeof createPeople>;

interface SimulatedPerson {
  view: PersonView;
  child: Child;
  commands: number;
  waiting: Map<number, (done: Extract<PersonReport, { type: "done" }>) => void>;
}

const TOLD_MS = 100;
const START_MS = 60_000;
/** Of a command: an answer of the chat may take 10 s, and a reload waits for the page. */
const DONE_MS = 30_000;

type Distributed<T, K extends string> = T extends unknown ? Omit<T, K> : never;

/** Simulated people, each a browser in a process of its own; they end with this process, however it ends. */
export function createPeople({ entry, url, childGuard, onChange }: PeopleOptions) {
  const people = new Map<string, SimulatedPerson>();
  let made = 0;
  let isClosed = false;
  let timer: NodeJS.Timeout | null = null;

  function changed(): void {
    if (isClosed) return;
    timer ??= setTimeout(() => {
      timer = null;
      onChange();
    }, TOLD_MS);
  }

  const find = (id: string): SimulatedPerson => {
    const person = people.get(id);
    if (!person) throw new NotFoundError(`there is no simulated person "${id}"`);
    return person;
  };

  /** Resolves when the process has done it. */
  async function tell(person: SimulatedPerson, command: Distributed<PersonCommand, "number">, timeoutMs = DONE_MS) {
    const { view, child, waiting } = person;
    const number = (person.commands += 1);
    const done = new Promise<Extract<PersonReport, { type: "done" }>>((resolve) => waiting.set(number, resolve));
    let late: NodeJS.Timeout | undefined;
    try {
      child.send({ ...command, number });
      const outcome = await Promise.race([
        done,
        child.ended.then(({ how }) => `its process ended with ${how}`),
        new Promise<string>((resolve) => {
          late = setTimeout(() => resolve(`it did not ${command.do} within ${timeoutMs / 1000} s`), timeoutMs);
        }),
      ]);
      if (typeof outcome !== "string") return outcome;
      throw new StartError(`${view.name}: ${outcome}`);
    } finally {
      clearTimeout(late);
      waiting.delete(number);
    }
  }

  function hear(person: SimulatedPerson, message: unknown): void {
    const { success, data } = PersonReport.safeParse(message);
    if (!success) return;
    if (data.type === "done") return person.waiting.get(data.number)?.(data);
    const { type: _, ...seen } = data;
    if (person.view.state !== "ended") Object.assign(person.view, seen);
    changed();
  }

  return {
    list: (): PersonView[] => [...people.values()].map(({ view }) => ({ ...view })),

    /** Starts one; it resolves when the process runs, and it joins by itself. */
    async add(request: z.output<typeof PersonRequest>): Promise<PersonView> {
      const { name, room, cookie, transport, keepsCookies, talks } = request;
      if (isClosed) throw new UserError("the lab is closing");
      if (people.size >= MAX_PEOPLE)
        throw new UserError(`there are ${MAX_PEOPLE} simulated people, and no more are allowed`);
      if ([...people.values()].some(({ view }) => view.name === name)) {
        throw new UserError(`a simulated person is called "${name}" already`);
      }
      const id = `person-${(made += 1)}`;
      const child = startChild(process.execPath, [entry], { name, ipc: true, childGuard });
      const view: PersonView = {
        id,
        name,
        room,
        transport,
        keepsCookies,
        sharesCookie: cookie !== undefined,
        state: "joining",
        problem: null,
        instance: null,
        messages: [],
        received: 0,
        pid: child.pid ?? null,
      };
      const person: SimulatedPerson = { view, child, commands: 0, waiting: new Map() };
      people.set(id, person);
      child.onMessage((message) => hear(person, message));
      void child.ended.then(({ how }) => {
        Object.assign(view, { state: "ended", problem: `its process ended with ${how}`, instance: null, pid: null });
        changed();
      });
      try {
        const { url: _, ...asked } = { url, name, room, transport, keepsCookies, talks };
        await tell(person, { do: "start", url, ...asked, ...(cookie === undefined ? {} : { cookie }) }, START_MS);
      } catch (error) {
        await child.kill();
        people.delete(id);
        throw error;
      }
      changed();
      return { ...view };
    },

    /** @returns how it ended, and the person. */
    async say(id: string, text: string) {
      const person = find(id);
      const { outcome = "unknown" } = await tell(person, { do: "say", text });
      return { outcome, person: { ...person.view } };
    },

    async drop(id: string): Promise<PersonView> {
      const person = find(id);
      await tell(person, { do: "drop" });
      return { ...person.view };
    },

    async reload(id: string, forget: boolean): Promise<PersonView> {
      const person = find(id);
      await tell(person, { do: "reload", forget });
      return { ...person.view };
    },

    async leave(id: string): Promise<PersonView> {
      const person = find(id);
      await tell(person, { do: "leave" });
      return { ...person.view };
    },

    /** Ends its process and takes it off the list. */
    async remove(id: string): Promise<PersonView> {
      const { view, child } = find(id);
      await child.kill();
      people.delete(id);
      changed();
      return { ...view };
    },

    async close(): Promise<void> {
      isClosed = true;
      if (timer) clearTimeout(timer);
      await Promise.all([...people.values()].map(({ child }) => child.kill()));
    },
  };
}

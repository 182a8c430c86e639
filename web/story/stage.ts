import { computed, type ReadonlySignal } from "@preact/signals-core";
import type { PersonRequest, PersonView } from "../../protocol/control/people.ts";
import type { ChatConnection } from "../connection/chat-connection.ts";
import type { TransportChoice } from "../connection/connection.ts";
import { stickinessCookie } from "../connection/stickiness-cookies.ts";
import type { HeldCookies } from "../connection/held-cookies.ts";
import { hasEnded } from "../lab/instance-life.ts";
import type { LabAnswer, LabClient } from "../lab/lab-client.ts";
import type { Prospect } from "../lab/prospect.ts";
import { askAnyInstance } from "../sightings/ask-any-instance.ts";
import { onceTrue } from "../page/once-true.ts";
import type { Deliveries } from "../room/messages/deliveries.ts";
import type { Part, Said, SceneView } from "./observed-scene.ts";

/** Somebody went on to another scene, or left. */
export class SceneLeft extends Error {}

/** The lab did not do what the scene asked for. */
export class SceneFailed extends Error {}

/** What a scene throws, shown where everybody sees it. */
export type Thrown = "stickiness" | "state" | "kill" | "transport";

export interface StageOptions {
  client: LabClient;
  connection: ChatConnection;
  cookies: HeldCookies;
  deliveries: Deliveries;
  view: ReadonlySignal<SceneView>;
  room: string;
  /** Who plays what: ids of simulated people. */
  guest(part: "window" | "stranger"): PersonView | null;
  /** Ids of my own messages that my instance holds. */
  myOwn(): string[];
  /** The instance that accepted this message of mine; null: not yet. */
  accepted(id: string): string | null;
  /** Where my next request goes. */
  prospect: ReadonlySignal<Prospect>;
  cast(part: "window" | "stranger", id: string): void;
  note(said: Said): void;
  /** These instances have forgotten all that they held. */
  emptied(instances: readonly string[]): void;
  /** The stranger had to come back without a cookie. */
  returned(): void;
  /** What is being done, in a line. */
  doing(sentence: string, thrown?: Thrown): void;
  isCurrent(): boolean;
}

export type Stage = ReturnType<typeof createStage>;

/** At most so often the other browser comes back without a cookie. */
const MAX_RETURNS = 6;
/** What happens on a slow computer late has happened all the same. */
const PERSON_MS = 90_000;
const SEEN_MS = 60_000;
/** So that one can follow what is said. */
const BEAT_MS = 700;
const NAMES = { window: ["Cy", "Di", "Flo"], stranger: ["Bo", "Ed", "Gus"] };

/** What a scene does with the lab, step by step; each step ends when it was seen, and throws when somebody goes on. */
export function createStage(options: StageOptions) {
  const { client, connection, cookies, deliveries, view, room, prospect, guest, cast, note, doing } = options;
  const lab = client.state;
  const check = () => {
    if (!options.isCurrent()) throw new SceneLeft();
  };
  const done = async <T>(answer: Promise<LabAnswer<T>>): Promise<T> => {
    const is = await answer;
    check();
    if (!is.ok) throw new SceneFailed(is.sentence);
    return is.data;
  };
  const until = async (what: string, holds: () => boolean, ms = SEEN_MS) => {
    const did = await onceTrue(computed(holds), (is) => is, ms);
    check();
    if (!did) throw new SceneFailed(`It was not seen that ${what}`);
  };
  const beat = async () => {
    await new Promise((resolve) => setTimeout(resolve, BEAT_MS));
    check();
  };
  const isPlayerIn = (part: "window" | "stranger") => view.value[part]?.isIn === true;

  async function invite(part: "window" | "stranger", more: Partial<PersonRequest>): Promise<void> {
    const taken = new Set([...lab.value.people.map(({ name }) => name), view.value.me.name]);
    const name = NAMES[part].find((one) => !taken.has(one));
    if (name === undefined) throw new SceneFailed("Simulated people with these names are here already");
    doing(part === "window" ? `${name}, a second window of yours, comes …` : `${name}, another browser, comes …`);
    const person = await done(client.post<PersonView>("/people", { name, room, ...more }, PERSON_MS));
    cast(part, person.id);
    await client.refresh();
    await until(`${name} is in the room`, () => isPlayerIn(part), PERSON_MS);
  }

  const stage = {
    view,
    beat,
    tell: (sentence: string) => doing(sentence),

    /** One request that nobody's cookie leads: where the balancer takes turns, the next one's turn comes a place later. */
    async takeTurn(): Promise<void> {
      // Without an answer the turn is taken all the same.
      await askAnyInstance(room).catch(() => null);
      check();
    },

    async stickiness(enabled: boolean): Promise<void> {
      if (lab.value.stickiness?.enabled === enabled) return;
      const word = enabled ? "on" : "off";
      doing(`Stickiness ${word} …`, "stickiness");
      await done(client.patch({ "stickiness.enabled": String(enabled) }));
      await client.refresh();
      await until(`stickiness is ${word}`, () => lab.value.stickiness?.enabled === enabled);
      await beat();
    },

    async roomsIn(state: "memory" | "redis"): Promise<void> {
      if (lab.value.rooms?.state === state) return;
      doing(`Shared state ${state === "redis" ? "on" : "off"}: every instance restarts …`, "state");
      await done(client.keepRoomsIn(state));
      options.emptied(lab.value.targets.map(({ id }) => id));
      await client.refresh();
      await until(
        "the instances are back",
        () => lab.value.rooms?.state === state && lab.value.targets.every(({ health }) => health === "healthy"),
        client.instancesMs(),
      );
    },

    /** Those that a scene killed run again. */
    async everyInstance(): Promise<void> {
      const gone = lab.value.targets.filter(hasEnded);
      if (gone.length > 0) doing(`${gone.map(({ id }) => id).join(", ")} starts again …`);
      for (const { id } of gone) await done(client.postInstance(`/targets/${encodeURIComponent(id)}/restart`));
      options.emptied(gone.map(({ id }) => id));
      await client.refresh();
      await until(
        "every instance is healthy",
        () => lab.value.targets.every(({ health }) => health === "healthy"),
        client.instancesMs(),
      );
    },

    async iAmIn(): Promise<void> {
      await until("you are in the room", () => view.value.me.isIn, PERSON_MS);
    },

    /** One more window of my browser is in the room, with the cookie that I hold now. */
    async window(): Promise<void> {
      await stage.iAmByCookie();
      const before = guest("window");
      if (before && isPlayerIn("window") && before.instance === view.value.me.instance) return;
      if (before) await done(client.remove(`/people/${before.id}`));
      const cookie = stickinessCookie(cookies.held.value);
      if (cookie === null) throw new SceneFailed("You hold no stickiness cookie that another window could share");
      await client.refresh();
      await invite("window", { cookie });
    },

    /** A browser of its own is in the room, on another instance than I am if it can be. */
    async stranger(): Promise<void> {
      await stage.iAmIn();
      const before = guest("stranger");
      if (before?.state === "ended") await done(client.remove(`/people/${before.id}`));
      if (!before || before.state === "ended") await invite("stranger", {});
      for (let count = 1; count <= MAX_RETURNS; count++) {
        await until("the other browser is in the room", () => isPlayerIn("stranger"), PERSON_MS);
        const { me, stranger } = view.value;
        if (stranger?.instance !== me.instance) return;
        await beat();
        doing(
          `${stranger.name} came to your instance; back without a cookie, ${count} of at most ${MAX_RETURNS} times …`,
        );
        options.returned();
        const { id } = guest("stranger")!;
        await done(client.post(`/people/${id}/reload`, { forget: true }, PERSON_MS));
        await client.refresh();
      }
      await until("the other browser is in the room", () => isPlayerIn("stranger"), PERSON_MS);
    },

    async say(part: Part, text: string): Promise<void> {
      if (part === "me") {
        await stage.iAmIn();
        const sent = deliveries.send(text);
        if (!sent.ok) throw new SceneFailed(sent.sentence);
        const { type } = await sent.outcome!;
        check();
        if (type === "fail") throw new SceneFailed("Your message was not accepted");
        // What had no answer in time is sent again by itself.
        const accepted = () => options.accepted(sent.id!);
        await until("your message was accepted", () => accepted() !== null);
        note({ by: "me", id: sent.id!, instance: accepted()! });
      } else {
        const { id, name } = guest(part)!;
        const { person, outcome } = await done(
          client.post<{ person: PersonView; outcome: string }>(`/people/${id}/say`, { text }, PERSON_MS),
        );
        const own = person.messages.findLast((one) => one.own && one.text === text);
        if (outcome !== "ok" || !own) throw new SceneFailed(`${name}'s message was not accepted`);
        note({ by: part, id: own.id, instance: own.instance });
        await client.refresh();
      }
      await beat();
    },

    /** I am on the instance that my cookie names, as a browser that came while stickiness was on. */
    async iAmByCookie(): Promise<void> {
      await stage.iAmIn();
      const isByCookie = () => {
        const { cookie, connection: now } = prospect.value;
        return view.value.me.isIn && cookie.kind === "names" && cookie.target === now.instance;
      };
      if (isByCookie()) return;
      doing("Your window connects by its cookie …");
      if (prospect.value.cookie.kind !== "names") await fetch("/health", { cache: "no-store" }).catch(() => {});
      check();
      connection.drop();
      await until("your cookie names your instance", isByCookie, PERSON_MS);
    },

    /** What of mine is on my instance, and can be lost with it. */
    myOwn: options.myOwn,

    async kill(instance: string): Promise<void> {
      doing(`${instance} is killed …`, "kill");
      await done(client.postInstance(`/targets/${encodeURIComponent(instance)}/kill`));
      options.emptied([instance]);
      await client.refresh();
    },

    /** The connection is lost, and a new one is tried. */
    reconnect(): void {
      doing("Your window connects again, by the default transports …", "transport");
      connection.drop();
    },

    /** Another transport; where it is the one already, nothing. */
    transport(choice: TransportChoice): void {
      if (connection.transport.value === choice) return;
      doing(
        choice === "default" ? "Your window connects by the default transports …" : "Your window connects again …",
        "transport",
      );
      connection.setTransport(choice);
    },
  };
  return stage;
}

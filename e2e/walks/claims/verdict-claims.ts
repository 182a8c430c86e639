import type { RoomReport } from "../../../protocol/instance-report.ts";
import type { Facts } from "../facts.ts";
import type { Screen } from "../screen.ts";
import { peopleOf } from "./people-apart.ts";
import { judge, OTHERS_MS, OWN_MS, type Falsehood, type Rule } from "./rule.ts";

interface Version {
  instance: string;
  room: RoomReport;
}

/** The versions of the room that count: the window's own, those of the same id, and those with somebody out of sight. */
function versionsOf(facts: Facts, withPaused: boolean): { same: Version[]; apart: Version[]; leftovers: Version[] } {
  const { window, mine, self, others } = facts;
  const here = new Set(mine?.members.map(({ id }) => id));
  const known = others.flatMap(({ instance, room, isPaused }) =>
    room && (withPaused || !isPaused) ? [{ instance, room }] : [],
  );
  const own = mine && window.home !== null ? [{ instance: window.home, room: mine }] : [];
  const elsewhere = known.filter(({ room }) => room.id !== mine?.id);
  return {
    same: [...own, ...known.filter(({ room }) => room.id === mine?.id)],
    apart: elsewhere.filter(({ room }) => room.members.some(({ id }) => id !== self && !here.has(id))),
    leftovers: elsewhere.filter(({ room }) => room.messageCount > 0),
  };
}

/** How many people have somebody out of their sight. */
function countApart(versions: readonly Version[]): number {
  const everyone = new Set(versions.flatMap(({ room }) => room.members.map(({ id }) => id)));
  return [...everyone].filter((id) => {
    const mine = new Set(
      versions.filter(({ room }) => room.members.some((one) => one.id === id)).map(({ room }) => room.id),
    );
    const seen = new Set(
      versions.filter(({ room }) => mine.has(room.id)).flatMap(({ room }) => room.members.map((one) => one.id)),
    );
    return seen.size < everyone.size;
  }).length;
}

/** Whether it is so with what hangs, or without it: who has not been heard for ten seconds is left out. */
function eitherWay(facts: Facts, isSo: (versions: ReturnType<typeof versionsOf>) => string | null): string | null {
  const all = isSo(versionsOf(facts, true));
  if (all === null || facts.lab.silentSince.size === 0) return all;
  return isSo(versionsOf(facts, false)) === null ? null : all;
}

const isIn = ({ mine, window, isCut }: Facts) =>
  mine !== null && window.home !== null && !window.isDisconnected && !isCut;
const first = (...truths: (string | null)[]): string | null => truths.find((one) => one !== null) ?? null;

const SENTENCE: readonly Rule[] = [
  {
    says: /^Restarting (\d+) instances? (with Redis|with rooms of their own): \d+ of \d+ healthy$/,
    isSo: ([, , how], { lab }) => {
      const { changing } = lab.state.lab;
      if (changing === null) return "nothing is being restarted";
      return (changing === "redis") === (how === "with Redis") ? null : `they restart with ${changing}`;
    },
  },
  {
    says: /^Nothing answers: you may have lost the connection$/,
    isSo: (_, { isCut, lab, window }) => (isCut || lab.silentSince.has(window.home ?? "") ? null : "it is answered"),
    limitMs: OWN_MS,
  },
  {
    says: /cannot reach Redis$/,
    isSo: (_, { lab }) => (lab.state.lab.redis?.state === "running" ? "Redis is there" : null),
  },
  {
    says: /^#.* is split: (\d+) instances hold (different|\d+ different) versions(?:; (\d+) people cannot (?:all )?see each other)?$/,
    isSo: ([, instances, , people], facts) =>
      first(
        ifShared(facts, "Redis holds one room"),
        eitherWay(facts, ({ same, apart }) => {
          if (apart.length === 0) return "nobody is out of sight";
          if (same.length + apart.length !== Number(instances))
            return `${same.length + apart.length} instances hold versions with somebody`;
          const count = countApart([...same, ...apart]);
          return count === Number(people ?? 0) ? null : `${count} people have somebody out of their sight`;
        }),
      ),
  },
  { says: /^#.* is one room, but (\S+) does not agree: /, isSo: () => "all that hold it hold the same" },
  {
    says: /^Looking at the other instances …$/,
    isSo: (_, facts) => (facts.isUnsettled || facts.isCut ? null : "all have answered by now"),
  },
  {
    says: /^(.*) (?:has|have) not been seen for \d+ s$/,
    isSo: ([, names], { lab, isCut }) => {
      const all = names!.split(/, | and /);
      const heard = all.filter((name) => !lab.silentSince.has(name));
      return heard.length === 0 || isCut ? null : `${heard.join(", ")} answers`;
    },
  },
  {
    says: /^Everyone in #.* sees the same room$/,
    isSo: (_, facts) =>
      first(
        ifIn(facts),
        eitherWay(facts, ({ apart }) => apartInWords(apart)),
      ),
  },
  {
    says: /^You are alone in #[^;]*?(?:; only (\S+) holds it)?$/,
    isSo: ([, only], facts) =>
      first(
        ifIn(facts),
        eitherWay(facts, ({ apart }) => apartInWords(apart)),
        (facts.mine?.members.length ?? 0) > 1 ? `${peopleOf(facts).together.join(", ")} are in it` : null,
        only === undefined || only === facts.window.home ? null : `${facts.window.home} holds it`,
        only === undefined
          ? null
          : eitherWay(facts, ({ same, leftovers }) =>
              [...same.slice(1), ...leftovers].length === 0 ? null : `${leftovers[0]?.instance} holds it as well`,
            ),
      ),
  },
  {
    says: /^No session comes up: your requests reach instances that do not know it$/,
    isSo: (_, { window }) => (window.home === null ? null : `${window.home} serves this window`),
  },
  {
    says: /^You are not in #.*?(?: now|; meanwhile (\d+) instances? hold (\d+) versions of it)$/,
    isSo: (_, facts) => (isIn(facts) ? `${facts.window.home} holds this window in the room` : null),
    limitMs: 4_000,
  },
];

const DETAIL: readonly Rule[] = [
  {
    says: /^You are on (\S+) and cannot see (.*)\.$/,
    isSo: ([, instance, whom], facts) => {
      if (facts.window.home !== instance) return `${facts.window.home} serves this window`;
      return eitherWay(facts, ({ apart }) => {
        const missing = apart.filter(({ instance }) => !whom!.includes(`on ${instance}`));
        const named = [...whom!.matchAll(/ on (\S+?)(?:;|$)/g)].map(([, name]) => name!);
        const wrong = named.filter((name) => !apart.some((one) => one.instance === name));
        if (missing.length === 0 && wrong.length === 0) return null;
        return `out of sight are ${apart.map(({ instance, room }) => `${room.members.map(({ name }) => name).join(", ")} on ${instance}`).join("; ")}`;
      });
    },
  },
  {
    says: /^(\d+) instances hold one and the same #\S+: (\d+) (?:person|people), (\d+) messages?\.(.*)$/,
    isSo: ([, , people, messages], facts) =>
      first(
        facts.isShared ? null : "rooms live in memory",
        `${facts.mine?.members.length}` === people ? null : `${facts.mine?.members.length} people are in it`,
        `${facts.mine?.messageCount}` === messages ? null : `it holds ${facts.mine?.messageCount} messages`,
      ),
  },
  {
    says: /^All (\d+) people are on (\S+)\. Somebody with another browser may still land elsewhere\.(.*)$/,
    isSo: ([, people, instance, leftovers], facts) =>
      first(
        facts.window.home === instance ? null : `${facts.window.home} serves this window`,
        `${facts.mine?.members.length}` === people ? null : `${facts.mine?.members.length} people are there`,
        leftoverClaim(leftovers!, facts),
      ),
  },
  {
    says: /^(\S+) is the only instance that answers\.(.*)$/,
    isSo: ([, instance], facts) => {
      const others = facts.others.filter((one) => !one.isPaused && facts.isUsable(one.instance));
      return facts.window.home === instance && others.length === 0
        ? null
        : `${others.map((one) => one.instance).join(", ")} answer as well`;
    },
  },
  {
    says: /^Open a second window and join it\.(.*)$/,
    isSo: ([, leftovers], facts) => leftoverClaim(leftovers!, facts),
  },
  { says: /^(\S+) has not answered since \d\d:\d\d:\d\d; what is shown here may be old\.$/, isSo: () => null },
  { says: /^Session ID unknown, \d+ times? so far\.$/, isSo: () => null },
  {
    says: /^No instance that was seen holds anything of it\.$/,
    isSo: (_, facts) =>
      eitherWay(facts, ({ leftovers }) =>
        facts.isCut || leftovers.length === 0 ? null : `${leftovers[0]!.instance} holds messages`,
      ),
  },
  {
    says: /^(\S+ holds \d+ .* and \d+ messages?)(; .*)*\.$/,
    isSo: ([whole], facts) => {
      if (facts.isCut) return null;
      for (const [, instance, messages] of whole.matchAll(/(\S+) holds \d+ (?:person|people) and (\d+) messages?/g)) {
        const held = facts.lab.reports.get(instance!)?.rooms.find(({ room }) => room === facts.window.room);
        if (`${held?.messageCount ?? 0}` !== messages) return `${instance} holds ${held?.messageCount ?? 0} messages`;
      }
      return null;
    },
  },
  {
    says: /^No instance answers: what they hold of it is not known now\.$/,
    isSo: (_, { isCut }) => (isCut ? null : "they answer"),
  },
  { says: /^What they held in memory ended with the processes\.$/, isSo: () => null },
  { says: /^What (?:it holds|they hold) of #.* may have changed since\.$/, isSo: () => null },
  { says: /^Nothing can be said or joined there until it is back\./, isSo: () => null },
  { says: /^What they hold of #.* is not known yet\.$/, isSo: () => null },
  { says: /^Both hold the same room id/, isSo: () => null },
];

function leftoverClaim(said: string, facts: Facts): string | null {
  const named = new Map(
    [...said.matchAll(/(\S+) holds (\d+) messages? of its own/g)].map(([, name, count]) => [name!, Number(count)]),
  );
  return eitherWay(facts, ({ leftovers }) => {
    const held = new Map(leftovers.map(({ instance, room }) => [instance, room.messageCount]));
    const isSame = held.size === named.size && [...held].every(([instance, count]) => named.get(instance) === count);
    return isSame ? null : `other instances hold ${JSON.stringify([...held])}`;
  });
}

function apartInWords(apart: readonly Version[]): string | null {
  if (apart.length === 0) return null;
  return apart
    .map(({ instance, room }) => `${room.members.map(({ name }) => name).join(", ")} on ${instance}`)
    .join("; ");
}

function ifIn(facts: Facts): string | null {
  if (isIn(facts)) return null;
  return facts.isCut ? "the network is cut" : "this window is in no room";
}

function ifShared(facts: Facts, words: string): string | null {
  return facts.isShared ? words : null;
}

/** The banner: its sentence, its detail, and whether its colour may be red. */
export function verdictClaims({ verdict }: Screen, facts: Facts): Falsehood[] {
  const found = [
    ...judge("verdict", verdict.sentence, SENTENCE, facts, OTHERS_MS),
    ...judge("verdict's detail", verdict.detail, DETAIL, facts, OTHERS_MS),
  ];
  const isRed = verdict.tone === "bad";
  const isRedAllowed =
    peopleOf(facts).hidden.length > 0 || facts.window.home === null || facts.lab.state.lab.redis?.state !== "running";
  if (isRed && !isRedAllowed) {
    found.push({
      claim: "red",
      sentence: verdict.sentence,
      truth: "nobody is apart, and nothing is lost",
      limitMs: OTHERS_MS,
    });
  }
  return found;
}

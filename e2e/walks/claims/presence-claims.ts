import type { RoomReport } from "../../../protocol/instance-report.ts";
import type { Facts } from "../facts.ts";
import type { Screen } from "../screen.ts";
import { peopleOf } from "./people-apart.ts";
import { expectSame, LAB_MS, OTHERS_MS, OWN_MS, type Falsehood } from "./rule.ts";

const list = (names: Iterable<string>) => [...names].sort().join(", ");

/** People, versions, what cannot be heard, the cards on the path, and the list of rooms. */
export function presenceClaims(screen: Screen, facts: Facts): Falsehood[] {
  if (facts.lab.state.lab.changing !== null) return [];
  return [
    ...cardClaims(screen, facts),
    ...versionClaims(screen, facts),
    ...(facts.isCut ? [] : peopleClaims(screen, facts)),
  ];
}

function peopleClaims(screen: Screen, facts: Facts): Falsehood[] {
  const { mine, window, lab } = facts;
  if (mine === null || lab.silentSince.has(window.home ?? "")) return [];
  const { hidden, hiddenAlways, together } = peopleOf(facts);
  const away = screen.outOfSight.filter(({ where }) => !where.startsWith("you, ")).map(({ name }) => name);
  const isAway = list(away) === list(hidden) || list(away) === list(hiddenAlways);
  const side = [
    ...expectSame("members with you", list(screen.members.map(({ name }) => name)), list(together), OWN_MS + 1_000),
    ...(isAway ? [] : expectSame("out of sight", list(away), list(hidden), OTHERS_MS)),
    ...ghostClaims(screen, facts),
  ];
  const found = [...(screen.isLabOpen ? [] : side), ...unheardClaims(screen, facts)];
  for (const { room, count, isJoined } of screen.rooms) {
    const report = lab.reports.get(window.home ?? "")?.rooms.find((one) => one.room === room);
    if (count === null || !isJoined) continue;
    found.push(...expectSame(`people in #${room}`, count, String(report?.members.length ?? 0), OWN_MS + 1_000));
  }
  return found;
}

/** "you, still counted on chat-1". */
function ghostClaims({ outOfSight }: Screen, facts: Facts): Falsehood[] {
  const { self, others, mine, isShared } = facts;
  const ghosts = outOfSight
    .filter(({ where }) => where.startsWith("you, "))
    .flatMap(({ where }) => where.replace(/^you, still counted on /, "").split(", "));
  const held = isShared
    ? []
    : others
        .filter(({ room }) => room && room.id !== mine?.id && room.members.some(({ id }) => id === self))
        .map(({ instance }) => instance);
  const isPossible =
    ghosts.every((instance) => held.includes(instance)) &&
    held.every((instance) => ghosts.includes(instance) || facts.lab.silentSince.has(instance));
  return isPossible ? [] : expectSame("you elsewhere", list(ghosts), list(held), OTHERS_MS);
}

function unheardClaims(screen: Screen, facts: Facts): Falsehood[] {
  const { others, mine, window, isShared } = facts;
  const expected = others.flatMap(({ instance, room, isPaused }) => {
    if (!room || isShared || room.id === mine?.id) return [];
    const count = room.messageIds.filter((id) => !window.seen.has(id)).length;
    return count === 0 ? [] : [{ instance, count, isPaused }];
  });
  const said = new Map(
    screen.unheard.map(({ instance, words }) => [instance, Number(/(\d+) messages? you cannot see/.exec(words)?.[1])]),
  );
  const found = expected
    .filter(({ instance, isPaused }) => said.has(instance) || !isPaused)
    .flatMap(({ instance, count }) =>
      expectSame(
        `unheard on ${instance}`,
        `${said.get(instance) ?? 0} messages you cannot see`,
        `${count} messages you cannot see`,
        OTHERS_MS,
      ),
    );
  for (const [instance, count] of said) {
    if (expected.some((one) => one.instance === instance)) continue;
    found.push({
      claim: `unheard on ${instance}`,
      sentence: `${instance}: ${count} messages you cannot see`,
      truth: "there is none",
      limitMs: OTHERS_MS,
    });
  }
  return found;
}

function versionClaims(screen: Screen, facts: Facts): Falsehood[] {
  return screen.versions.flatMap((version): Falsehood[] => {
    const { instance, seen, people, messages, more } = version;
    const claim = `version of ${instance}`;
    const isEnded = facts.isEnded(instance) || !facts.target(instance);
    const saysEnded = /^(dead|stopped)$/.test(seen);
    if (facts.isCut) return [];
    if (saysEnded !== isEnded)
      return [
        { claim, sentence: `${instance}: ${seen}`, truth: isEnded ? "it has ended" : "it lives", limitMs: LAB_MS },
      ];
    if (isEnded || facts.lab.silentSince.has(instance) || /may be old|not yet|has not answered/.test(`${seen} ${more}`))
      return [];
    if (seen === "you" && instance !== facts.window.home)
      return [
        { claim, sentence: `${instance}: you`, truth: `${facts.window.home} serves this window`, limitMs: OWN_MS },
      ];
    const room = facts.lab.reports.get(instance)?.rooms.find((one) => one.room === facts.window.room) ?? null;
    if (seen === "you" && facts.mine === null) return [];
    return [
      ...expectSame(
        claim,
        `${people} people, ${messages} messages`,
        countsOf(room),
        seen === "you" ? OWN_MS + 1_000 : OTHERS_MS,
      ),
    ];
  });
}

function countsOf(room: RoomReport | null): string {
  return room ? `${room.members.length} people, ${room.messageCount} messages` : "– people, – messages";
}

function cardClaims(screen: Screen, facts: Facts): Falsehood[] {
  if (facts.isCut) return [];
  const mine = screen.cards.filter(({ isMine }) => isMine).map(({ instance }) => instance);
  const { home, isDisconnected } = facts.window;
  const found: Falsehood[] = [];
  if (mine.length > 0 || (home !== null && !isDisconnected && facts.target(home))) {
    found.push(...expectSame("lit path", mine.join(), isDisconnected ? "" : (home ?? ""), OWN_MS));
  }
  for (const { instance, words } of screen.cards) {
    const target = facts.target(instance);
    const claim = `card of ${instance}`;
    const truth = target ? wordOf(target) : "it is gone";
    const isTrouble = /^(dead|stopped|starting|stopping|paused|initial|unhealthy|draining|deregistered)$/.test(words);
    if (isTrouble ? words !== truth : truth !== "healthy") {
      found.push({ claim, sentence: `${instance}: ${words || "healthy"}`, truth, limitMs: LAB_MS });
      continue;
    }
    if (isTrouble || facts.isShared || facts.lab.silentSince.has(instance)) continue;
    const room = facts.lab.reports.get(instance)?.rooms.find((one) => one.room === facts.window.room);
    const truly =
      !room || (room.members.length === 0 && room.messageCount === 0)
        ? "nobody"
        : room.members.length === 0
          ? "messages"
          : "people";
    const says =
      words === "nobody" ? "nobody" : /^\d+ messages?$/.test(words) ? "messages" : words === "" ? truly : "people";
    found.push(...expectSame(`${claim} holds`, says, truly, OTHERS_MS));
  }
  return found;
}

function wordOf({ health, process }: Facts["targets"][number]): string {
  if (process?.state === "exited") return "dead";
  if (process && process.state !== "running") return process.state;
  return health.state === "unused" ? "deregistered" : health.state;
}

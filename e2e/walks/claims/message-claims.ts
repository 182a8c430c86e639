import type { Facts } from "../facts.ts";
import type { MessageOnScreen, Screen } from "../screen.ts";
import type { SeenMessage } from "../truth.ts";
import { OTHERS_MS, type Falsehood } from "./rule.ts";

/** What was lost and found by the window itself is told within an answer of its instance. */
const HISTORY_MS = 4_000;

/** Marks, reach, what vanished, and how many. */
export function messageClaims(screen: Screen, facts: Facts): Falsehood[] {
  const { window, mine, isCut, lab } = facts;
  const byText = new Map([...window.seen.values()].map((message) => [message.text, message]));
  const shown = screen.messages.flatMap((message) => {
    const known = byText.get(message.text);
    return known ? [{ message, known }] : [];
  });
  const unknown: Falsehood[] = screen.messages
    .filter(({ text }) => !byText.has(text))
    .map(({ text }) => ({
      claim: `message ${text}`,
      sentence: text,
      truth: "it never went over this window's wire",
      limitMs: 0,
    }));
  if (lab.state.lab.changing !== null) return unknown;
  const claims = shown.flatMap(({ message, known }) => [
    ...markClaims(message, known, facts),
    ...deliveryClaims(message, known, facts),
  ]);
  if (mine === null || isCut || lab.silentSince.has(window.home ?? "")) return [...unknown, ...claims];

  const held = new Set(mine.messageIds);
  const accepted = [...window.seen.values()].filter(({ room, roomId }) => room === window.room && roomId !== null);
  const gone = accepted.filter(({ id }) => !held.has(id));
  const here = accepted.filter(({ id }) => held.has(id));
  const shownGone = new Set(screen.messages.filter(({ vanished }) => vanished !== null).map(({ text }) => text));
  const shownHere = new Set(screen.messages.filter(({ vanished }) => vanished === null).map(({ text }) => text));
  const missing = (of: readonly SeenMessage[], among: ReadonlySet<string>) => of.filter(({ text }) => !among.has(text));
  const history: Falsehood[] = [
    ...missing(here, shownHere).map(({ text }) => ({
      claim: `here ${text}`,
      sentence: shownGone.has(text) ? `${text}: vanished` : `${text} is not shown`,
      truth: `${window.home} holds it in the room of this window`,
      limitMs: HISTORY_MS,
    })),
    ...missing(gone, shownGone).map(({ text }) => ({
      claim: `gone ${text}`,
      sentence: shownHere.has(text) ? `${text} is shown as if it were there` : `${text} is not shown`,
      truth: `${window.home} does not hold it`,
      limitMs: HISTORY_MS,
    })),
  ];
  if ((screen.lost ?? 0) !== gone.length) {
    history.push({
      claim: "lost so far",
      sentence: `${screen.lost ?? "no"} messages lost so far`,
      truth: `${gone.length}: ${gone.map(({ text }) => text).join(", ")}`,
      limitMs: HISTORY_MS,
    });
  }
  return [...unknown, ...claims, ...history];
}

function markClaims({ marks, vanished, text }: MessageOnScreen, known: SeenMessage, facts: Facts): Falsehood[] {
  if (known.roomId === null) return [];
  const claim = `marks of ${text}`;
  const named = (words: string) => new RegExp(`${words} ([^;]*)`).exec(marks)?.[1]?.split(", ") ?? [];
  const holders = holdersOf(known, facts);
  const found: Falsehood[] = [];
  const say = (sentence: string, truth: string, limitMs = OTHERS_MS) =>
    found.push({ claim, sentence: `${text}: ${sentence}`, truth, limitMs });
  for (const instance of named("held by")) {
    if (!holders.has(instance) && !facts.isCut)
      say(marks, facts.isEnded(instance) ? `${instance} has ended` : `${instance} does not hold it`);
  }
  for (const instance of named("not by")) {
    if (holders.has(instance) && !facts.isCut) say(marks, `${instance} holds it`);
  }
  const listed = [...named("held by"), ...named("not by"), ...named("not known of")];
  for (const instance of listed) if (facts.isEnded(instance) && !facts.isCut) say(marks, `${instance} has ended`);
  if (vanished === null || facts.isCut) return found;

  const only = /vanished: only (.*) knows? it$/.exec(vanished)?.[1]?.split(", ");
  const isSame = (names: readonly string[]) =>
    names.length === holders.size && names.every((name) => holders.has(name));
  const silent = [...holders].filter((name) => facts.lab.silentSince.has(name));
  if (only && !isSame(only) && !(silent.length > 0 && only.every((name) => holders.has(name)))) {
    say(vanished, `held by ${[...holders].join(", ") || "no instance"}`);
  }
  if (/no instance knows it any more/.test(vanished) && holders.size > 0)
    say(vanished, `held by ${[...holders].join(", ")}`);
  return found;
}

function deliveryClaims({ delivery, text, vanished }: MessageOnScreen, known: SeenMessage, facts: Facts): Falsehood[] {
  if (delivery === null) return [];
  const claim = `delivery of ${text}`;
  const accepted = /accepted by (\S+?)(?: has it|$)/.exec(delivery)?.[1];
  if (accepted !== undefined && accepted !== known.instance) {
    return [{ claim, sentence: `${text}: ${delivery}`, truth: `accepted by ${known.instance}`, limitMs: 0 }];
  }
  if (
    accepted === undefined &&
    known.roomId !== null &&
    vanished === null &&
    facts.mine?.messageIds.includes(known.id) &&
    !facts.isCut
  ) {
    return [{ claim, sentence: `${text}: ${delivery}`, truth: `${known.instance} accepted it`, limitMs: 8_000 }];
  }
  const reach = /(\d+) of (\d+) people can see it/.exec(delivery);
  if (!reach || facts.isCut || facts.isUnsettled) return [];
  const versions = [...facts.lab.reports]
    .filter(([instance]) => !facts.isEnded(instance))
    .flatMap(([, report]) => report.rooms.filter(({ room }) => room === known.room));
  const people = new Set(versions.flatMap(({ members }) => members.map(({ id }) => id)));
  const reached = new Set(
    versions
      .filter(({ messageIds }) => messageIds.includes(known.id))
      .flatMap(({ members }) => members.map(({ id }) => id)),
  );
  const truth = `${reached.size} of ${people.size} people can see it`;
  return reach[0] === truth ? [] : [{ claim, sentence: `${text}: ${reach[0]}`, truth, limitMs: OTHERS_MS }];
}

function holdersOf({ id, room }: SeenMessage, { lab, isEnded }: Facts): Set<string> {
  return new Set(
    [...lab.reports]
      .filter(
        ([instance, { rooms }]) =>
          !isEnded(instance) && rooms.some((one) => one.room === room && one.messageIds.includes(id)),
      )
      .map(([instance]) => instance),
  );
}

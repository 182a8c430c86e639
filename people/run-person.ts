import { randomUUID } from "node:crypto";
import { CookieJar } from "tough-cookie";
import type { Message } from "../protocol/events.ts";
import type { PersonCommand, PersonReport } from "../protocol/person-process.ts";
import { createPerson } from "./person.ts";
import type { Outcome, PersonEvent } from "./person-event.ts";

type Seen = Extract<PersonReport, { type: "seen" }>;

/** What its screen keeps. */
const MAX_MESSAGES = 50;
const ANSWER_MS = 10_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 4_000;
/** It answers its name once in so long. */
const ANSWERS_APART_MS = 1_000;

/**
 * Somebody before a page: loads it, joins, comes back when the connection is lost, and tells what is seen. It goes on
 * until the process ends.
 */
export function runPerson(start: Extract<PersonCommand, { do: "start" }>, tell: (report: PersonReport) => void) {
  const { name, room, url, transport, keepsCookies, cookie, talks } = start;
  const jar = new CookieJar(undefined, { rejectPublicSuffixes: false });
  if (cookie !== undefined) jar.setCookieSync(`AWSALB=${cookie}; Path=/`, url);

  const isNamed = new RegExp(`(^|\\P{L})${name.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")}(\\P{L}|$)`, "iu");
  const seen: Omit<Seen, "type" | "messages" | "instance"> = { state: "joining", problem: null, received: 0 };
  let messages: Seen["messages"] = [];
  let isHere = true;
  let hasGreeted = false;
  let answeredAt = -Infinity;
  let unknownSessions = 0;
  let isComing = false;
  let isTelling = false;

  const person = createPerson({
    name,
    room,
    url,
    transport,
    keepsCookies,
    jar,
    secret: randomUUID(),
    answerMs: ANSWER_MS,
    onMessage: show,
    onEvent: note,
  });

  /** Several changes of one turn are told once. */
  function look(): void {
    if (isTelling) return;
    isTelling = true;
    setTimeout(tellSeen);
  }

  function tellSeen(): void {
    isTelling = false;
    tell({ type: "seen", ...seen, instance: person.instance(), messages });
  }

  function note(event: PersonEvent): void {
    switch (event.type) {
      case "http-error":
        if (event.unknownSession) unknownSessions += 1;
        seen.problem = event.unknownSession
          ? `Session ID unknown${unknownSessions > 1 ? ` (${unknownSessions} times)` : ""}`
          : `the load balancer answered ${event.status}`;
        break;
      case "attempt-failed":
        // A status has been told in words already.
        if (!/^\d+$/.test(event.why)) seen.problem = event.why;
        break;
      case "joined":
        if (event.outcome === "ok") Object.assign(seen, { state: "joined", problem: null });
        else if (event.outcome === "fail") seen.problem = "the instance refused to let it join";
        if (event.outcome === "ok") unknownSessions = 0;
        break;
      case "disconnected":
        if (seen.state !== "left") seen.state = "disconnected";
        if (event.why === "unknown-session") seen.problem = "Session ID unknown";
        // When it knows itself that it is out.
        setTimeout(() => void comeIn());
        break;
      case "turned-away":
        seen.state = "disconnected";
        setTimeout(() => void comeIn());
        break;
      default:
        return;
    }
    look();
  }

  function show({ id, name: author, text, instance, at }: Message): void {
    const own = author === name;
    messages = [...messages, { id, name: author, text, instance, at, own }].slice(-MAX_MESSAGES);
    seen.received += 1;
    look();
    if (!talks || own || !isNamed.test(text) || !person.isIn()) return;
    const now = performance.now();
    if (now - answeredAt < ANSWERS_APART_MS) return;
    answeredAt = now;
    void person.say(`I hear you, through ${instance}.`);
  }

  /** Tries until it is in the room, ever more seldom; there is one such try at a time. */
  async function comeIn(): Promise<void> {
    if (isComing) return;
    isComing = true;
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      if (!isHere || person.isIn() || (await person.arrive(1, ANSWER_MS))) break;
      if (seen.state === "joined") seen.state = "disconnected";
      look();
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
    isComing = false;
    if (person.isIn() && talks && !hasGreeted) {
      hasGreeted = true;
      await person.say(`Hello, I am ${name}.`);
    }
  }

  look();
  void person.loadPage().then(comeIn);

  return {
    async obey(command: Exclude<PersonCommand, { do: "start" }>): Promise<{ outcome?: Outcome }> {
      switch (command.do) {
        case "say": {
          const outcome = await person.say(command.text);
          tellSeen();
          return { outcome };
        }
        case "drop":
          if (person.isIn()) person.drop();
          break;
        case "reload":
          if (command.forget) jar.removeAllCookiesSync();
          isHere = true;
          messages = [];
          Object.assign(seen, { state: "joining", problem: null });
          await person.reload();
          void comeIn();
          break;
        case "leave":
          isHere = false;
          Object.assign(seen, { state: "left", problem: null });
          messages = [];
          await person.leave();
          Object.assign(seen, { state: "left", problem: null });
          break;
      }
      tellSeen();
      return {};
    },
  };
}

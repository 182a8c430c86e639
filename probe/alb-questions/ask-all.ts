import { greet } from "../wire/greet.ts";
import { createPace, OutOfTime } from "../wire/pace.ts";
import { createSender } from "../wire/sender.ts";
import type { Question, Reply } from "./question.ts";
import { COOKIE_CHOICE } from "./questions/cookie-choice.ts";
import { DRAINING_TARGET } from "./questions/draining-target.ts";
import { GIVEN_EVIDENCE } from "./questions/given-evidence.ts";
import { OWN_ANSWERS } from "./questions/own-answers.ts";
import { STICKINESS_OFF } from "./questions/stickiness-off.ts";
import { UNHEALTHY_TARGET } from "./questions/unhealthy-target.ts";
import { WEB_SOCKET_COOKIES } from "./questions/web-socket-cookies.ts";

export const QUESTIONS: readonly Question[] = [
  ...WEB_SOCKET_COOKIES,
  ...COOKIE_CHOICE,
  ...OWN_ANSWERS,
  ...STICKINESS_OFF,
  ...UNHEALTHY_TARGET,
  ...DRAINING_TARGET,
  ...GIVEN_EVIDENCE,
];

/** One question with what came of it. */
export interface Answered extends Omit<Question, "ask" | "needsChange" | "needs">, Reply {}

export interface AskOptions {
  /** Where Socket.IO may be, the likeliest place first. */
  endpoints: readonly URL[];
  headers: Readonly<Record<string, string>>;
  isInsecure: boolean;
  rate: number;
  timeLimitSeconds: number;
  waitSeconds: number;
  drainSeconds: number;
  /** Null: what needs a change is left out. */
  change: ((what: string) => Promise<void>) | null;
  /** Null: what needs it is left out, as with the next. */
  echo: URL | null;
  accessLog: string | null;
  onProgress?: (what: string) => void;
}

/** Asks one after the other; what the time limit leaves no time for is answered by nothing. Throws `Untestable`. */
export async function askAll(options: AskOptions): Promise<Answered[]> {
  const { endpoints, change, echo, accessLog, onProgress = () => {} } = options;
  const sender = createSender({
    pace: createPace({ perSecond: options.rate, seconds: options.timeLimitSeconds }),
    timeoutMs: options.waitSeconds * 1000,
    pageOrigin: endpoints[0]!.origin,
    headers: options.headers,
    isInsecure: options.isInsecure,
    onExchange: () => {},
  });
  const { client } = await greet(sender, endpoints);
  const answered: Answered[] = [];
  for (const { ask, needsChange, needs, ...question } of QUESTIONS) {
    if ((needsChange && !change) || (needs && options[needs] === null)) continue;
    onProgress(question.asks);
    const { drainSeconds } = options;
    const means = { client, sender, drainSeconds, echo, accessLog, change: change ?? (() => Promise.resolve()) };
    answered.push({ ...question, ...(await ask(means).catch(whyNot)) });
  }
  return answered;
}

function whyNot(error: unknown): Reply {
  if (error instanceof OutOfTime) return { answer: null, seen: ["the time limit came first"] };
  throw error;
}

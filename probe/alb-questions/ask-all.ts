import { greet } from "../wire/greet.ts";
import { createPace, OutOfTime } from "../wire/pace.ts";
import { createSender } from "../wire/sender.ts";
import type { Question, Reply } from "./question.ts";
import { COOKIE_CHOICE } from "./questions/cookie-choice.ts";
import { DRAINING_TARGET } from "./questions/draining-target.ts";
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
];

/** One question with what came of it. */
export interface Answered extends Omit<Question, "ask" | "needsChange">, Reply {}

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
  onProgress?: (what: string) => void;
}

/** Asks one after the other; what the time limit leaves no time for is answered by nothing. Throws `Untestable`. */
export async function askAll(options: AskOptions): Promise<Answered[]> {
  const { endpoints, change, onProgress = () => {} } = options;
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
  for (const { ask, needsChange, ...question } of QUESTIONS) {
    if (needsChange && !change) continue;
    onProgress(question.asks);
    const means = { client, sender, drainSeconds: options.drainSeconds, change: change ?? (() => Promise.resolve()) };
    answered.push({ ...question, ...(await ask(means).catch(whyNot)) });
  }
  return answered;
}

function whyNot(error: unknown): Reply {
  if (error instanceof OutOfTime) return { answer: null, seen: ["the time limit came first"] };
  throw error;
}

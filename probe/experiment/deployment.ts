import { setTimeout as pause } from "node:timers/promises";
import type { InstanceReport } from "../../protocol/instance-report.ts";
import { createBrowser } from "../../people/browser.ts";
import { UserError } from "../../machine/user-error.ts";
import type { MeasuredLab } from "./measured-lab.ts";

/** What can be seen of a deployment from outside, without a control API. */
export interface Deployment {
  url: string;
  stickiness: "on" | "off";
  store: "memory" | "redis";
  /** How many answer; one that did not get its turn is not known. */
  instances: number;
}

/** There is nothing at the URL that could be measured; the message is a sentence. */
export class DeploymentError extends UserError {
  override name = "DeploymentError";
}

const ANSWER_MS = 10_000;
/** A browser that comes to one instance so often in a row is pinned to it. */
const STEADY = 10;
const MOST_ASKED = 200;
/** An instance gives an answer again for 100 ms (REPORT_CACHE_MS, unless set otherwise): later, it is of after the question. */
const CACHED_MS = 250;

/** Finds out what is at a URL: asks it without cookies, each time as another visitor, and then as a browser. */
export async function examineDeployment(url: string): Promise<Deployment> {
  const found = await askAll(url, "", (seen) => 3 * seen + 6);
  const [any] = found.values();
  if (!any) throw new DeploymentError(`${url} does not answer as Sticky Rooms does`);
  return { url, stickiness: (await isPinned(url)) ? "on" : "off", store: any.state, instances: found.size };
}

/** A deployment to measure cells on: nothing of it is switched, killed or restarted. */
export function openDeployment({ url, instances }: Deployment): MeasuredLab {
  const room = (name: string) => `?room=${encodeURIComponent(name)}`;
  return {
    url,
    control: null,
    store: null,
    reports: async (name) => {
      await pause(CACHED_MS);
      const found = await askAll(url, room(name), (seen) => (seen < instances ? MOST_ASKED : 0));
      return [...found.values()];
    },
    close: () => Promise.resolve(),
  };
}

/**
 * The reports of all instances whose turn comes, by boot id: asks until `patience(seen)` answers in a row have shown no
 * new one.
 */
async function askAll(
  url: string,
  query: string,
  patience: (seen: number) => number,
): Promise<Map<string, InstanceReport>> {
  const found = new Map<string, InstanceReport>();
  let sameAgain = 0;
  for (let asked = 0; asked < MOST_ASKED && (found.size === 0 || sameAgain < patience(found.size)); asked += 1) {
    const report = await ask(url, query);
    sameAgain = found.has(report.bootId) ? sameAgain + 1 : 0;
    found.set(report.bootId, report);
  }
  return found;
}

async function ask(url: string, query: string): Promise<InstanceReport> {
  const path = `/api/instance${query === "" ? "" : "?room=…"}`;
  const report = await answerTo(url, `/api/instance${query}`, {}, path);
  if (typeof report["bootId"] === "string" && typeof report["instance"] === "string") {
    return report as unknown as InstanceReport;
  }
  throw new DeploymentError(`${url} does not answer as Sticky Rooms does: GET ${path} tells of no instance`);
}

/** Asks as one browser. Not for `/api/instance`: a rule leads that to a target group of its own, which is never sticky. */
async function isPinned(url: string): Promise<boolean> {
  const { jar } = createBrowser({ origin: url });
  const answers = new Set<unknown>();
  for (let asked = 0; asked < STEADY; asked += 1) {
    const cookie = jar.getCookieStringSync(url);
    const takeCookies = (lines: string[]) => {
      for (const line of lines) jar.setCookieSync(line, url, { ignoreError: true });
    };
    answers.add((await answerTo(url, "/health", cookie ? { cookie } : {}, "/health", takeCookies))["instance"]);
  }
  return jar.getCookieStringSync(url) !== "" && answers.size === 1;
}

async function answerTo(
  url: string,
  path: string,
  headers: Record<string, string>,
  shownPath: string,
  takeCookies: (lines: string[]) => void = () => {},
): Promise<Record<string, unknown>> {
  let answer: Response;
  try {
    answer = await fetch(url + path, { headers, redirect: "manual", signal: AbortSignal.timeout(ANSWER_MS) });
  } catch (error) {
    throw new DeploymentError(`${url} cannot be reached: ${reason(error)}`);
  }
  takeCookies(answer.headers.getSetCookie());
  const body = (await answer.json().catch(() => null)) as Record<string, unknown> | null;
  if (answer.ok && body) return body;
  throw new DeploymentError(`${url} does not answer as Sticky Rooms does: ${answer.status} to GET ${shownPath}`);
}

function reason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof AggregateError) return cause.errors.map(String).join("; ");
  if (cause instanceof Error) return cause.message;
  return error instanceof Error ? error.message : String(error);
}

import type { InstanceReport } from "../../protocol/instance-report.ts";
import { createBrowser, type Browser } from "../../people/browser.ts";
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
    reports: async (name) => {
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

/** Asks as a browser with this cookie jar, or without cookies as somebody new. */
async function ask(url: string, query: string, jar?: Browser["jar"]): Promise<InstanceReport> {
  const cookie = jar?.getCookieStringSync(url) ?? "";
  const path = `${url}/api/instance${query}`;
  let answer: Response;
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    answer = await fetch(path, { headers: cookie ? { cookie } : {}, redirect: "manual", signal });
  } catch (error) {
    throw new DeploymentError(`${url} cannot be reached: ${reason(error)}`);
  }
  for (const line of answer.headers.getSetCookie()) jar?.setCookieSync(line, url, { ignoreError: true });
  const report = (await answer.json().catch(() => null)) as Partial<InstanceReport> | null;
  if (answer.ok && report && typeof report.bootId === "string" && typeof report.instance === "string") {
    return report as InstanceReport;
  }
  throw new DeploymentError(
    `${url} does not answer as Sticky Rooms does: ${answer.status} to GET /api/instance${query === "" ? "" : "?room=…"}`,
  );
}

async function isPinned(url: string): Promise<boolean> {
  const { jar } = createBrowser({ origin: url });
  const answers = new Set<string>();
  for (let asked = 0; asked < STEADY; asked += 1) answers.add((await ask(url, "", jar)).bootId);
  return jar.getCookieStringSync(url) !== "" && answers.size === 1;
}

function reason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof AggregateError) return cause.errors.map(String).join("; ");
  if (cause instanceof Error) return cause.message;
  return error instanceof Error ? error.message : String(error);
}

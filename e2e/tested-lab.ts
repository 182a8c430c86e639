import { findControl, type Control } from "./control.ts";

/** The chat that a scenario runs against: a lab that was started for it, or the deployment that E2E_URL names. */
export interface TestedLab {
  url: string;
  /** The names of its instances, by which people are told where they are. */
  instances: string[];
  /** Only scenarios with the tag @control may ask for it; the others run where there is none. */
  readonly control: Control;
  /** Why there is no control API to be had; null when there is. */
  lacking: string | null;
}

/** What there is at `url`. Rejects when that is not this chat. */
export async function findLab(url: string): Promise<TestedLab> {
  const control = await findControl((await reportOf(url)).controlUrl);
  const lacking = "lacking" in control ? control.lacking : null;
  return {
    url,
    lacking,
    instances: "lacking" in control ? await seenInstances(url) : await control.instances(),
    get control() {
      if ("lacking" in control) throw new Error(`a scenario without the tag @control needs it, and ${lacking}`);
      return control;
    },
  };
}

/** Whether the load balancer there sets its stickiness cookie. */
export async function isSticky(url: string): Promise<boolean> {
  const { headers } = await fetch(`${url}/health`, { signal: AbortSignal.timeout(10_000) });
  return headers.getSetCookie().some((cookie) => cookie.startsWith("AWSALB"));
}

async function reportOf(url: string): Promise<{ instance: string; controlUrl: string | null }> {
  const response = await fetch(`${url}/api/instance`, { signal: AbortSignal.timeout(10_000) });
  const report = (await response.json().catch(() => null)) as { instance?: string; controlUrl?: string | null } | null;
  if (!response.ok || !report?.instance) throw new Error(`${url} is not this chat: /api/instance has no report`);
  return { instance: report.instance, controlUrl: report.controlUrl ?? null };
}

/** Without cookies each request reaches the instance whose turn it is; several nodes of a load balancer take turns of their own. */
async function seenInstances(url: string): Promise<string[]> {
  const reports = await Promise.all(Array.from({ length: 30 }, () => reportOf(url)));
  return [...new Set(reports.map(({ instance }) => instance))].sort();
}

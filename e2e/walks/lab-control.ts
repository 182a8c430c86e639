import type { OpenedCookie } from "../../protocol/control/opened-cookie.ts";
import type { ControlState } from "../../protocol/control/state.ts";
import type { InstanceReport } from "../../protocol/instance-report.ts";
import type { LabTruth } from "./truth.ts";

/** The lab as those know it who know: its control API, and each instance at its own port. */
export interface LabControl {
  url: string;
  truth(): Promise<LabTruth>;
  openCookie(cookie: string): Promise<OpenedCookie>;
  send(method: "POST" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<void>;
}

const ANSWERS_MS = 400;
const CONTROL_MS = 60_000;

export function createLabControl(url: string, controlUrl: string): LabControl {
  const last = new Map<string, InstanceReport>();
  const silentSince = new Map<string, number>();
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(controlUrl + path, { method, signal: AbortSignal.timeout(CONTROL_MS), ...init });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
    return (text === "" ? null : JSON.parse(text)) as T;
  };

  async function look({ id, address, port, process }: ControlState["targets"][number]): Promise<void> {
    const isGone = process?.state === "exited" || process?.state === "stopped" || process?.state === "starting";
    if (isGone || last.get(id)?.bootId !== process?.bootId) last.delete(id);
    if (isGone) return void silentSince.delete(id);
    // One that was stopped by SIGSTOP need not be asked.
    const report = process?.state === "paused" ? null : await reportAt(`http://${address}:${port}`);
    if (report) {
      last.set(id, report);
      silentSince.delete(id);
    } else if (!silentSince.has(id)) silentSince.set(id, Date.now());
  }

  return {
    url,
    async truth() {
      const state = await ask<ControlState>("GET", "/state");
      await Promise.all(state.targets.map(look));
      const ids = new Set(state.targets.map(({ id }) => id));
      for (const id of [...last.keys(), ...silentSince.keys()]) {
        if (ids.has(id)) continue;
        last.delete(id);
        silentSince.delete(id);
      }
      return { at: Date.now(), state, reports: new Map(last), silentSince: new Map(silentSince) };
    },
    openCookie: (cookie) => ask("POST", "/stickiness-cookies/open", { cookie }),
    send: async (method, path, body) => void (await ask(method, path, body)),
  };
}

/** Null: it does not answer. */
async function reportAt(url: string): Promise<InstanceReport | null> {
  try {
    const response = await fetch(`${url}/api/instance`, { signal: AbortSignal.timeout(ANSWERS_MS) });
    return (await response.json()) as InstanceReport;
  } catch {
    return null;
  }
}

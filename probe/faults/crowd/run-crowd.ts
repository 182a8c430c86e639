import { setTimeout as pause } from "node:timers/promises";
import { startChildGuard } from "../../../machine/processes/child-guard.ts";
import type { CrowdMissing, CrowdReport } from "../../../protocol/crowd-process.ts";
import type { FaultLab } from "../fault-lab.ts";
import { startCrowd, type Crowd } from "./start-crowd.ts";

/** What fails while a crowd talks, in this order. */
export const CROWD_FAULTS = ["redis pause 3 s", "redis kill 4 s", "instance kill"] as const;

export type CrowdFault = (typeof CROWD_FAULTS)[number];

export interface CrowdRound {
  fault: CrowdFault;
  /** From when what failed answers again until everybody is in their room; null: not everybody within `GIVEN_UP_MS`. */
  backMs: number | null;
  disconnected: number;
  mostDisconnections: number;
  /** Why connections ended, in Socket.IO's words, and how often. */
  reasons: Readonly<Record<string, number>>;
  /** Why coming back failed, and how often. */
  failedAttempts: Readonly<Record<string, number>>;
  /** Who was still out at the end. */
  out: number;
}

export interface CrowdResult {
  people: number;
  instances: number;
  seed: number;
  startedAt: string;
  milliseconds: number;
  rounds: CrowdRound[];
  /** Of the whole conversation. */
  ledger: Pick<CrowdReport, "accepted" | "refused" | "unknown"> & CrowdMissing;
  /** Of the simulated people, who share this machine's cores with what they measure. */
  peopleCpuMs: number;
  verdict: "valid" | "invalid";
}

export interface CrowdRun {
  people: number;
  instances: number;
  seed: number;
  lab: FaultLab & { redis: NonNullable<FaultLab["redis"]> };
  /** Before each fault, and how long everybody has to stay in after it; default 5 s. */
  quietMs?: number;
  /** How long each person waits between two messages, on average; default 10 s. */
  thinkMs?: number;
  onProgress?: (line: string) => void;
}

/** Everybody is to be back within so long after what failed answers again, and thrown out at most once. */
export const BACK_WITHIN_MS = 5_000;
const GIVEN_UP_MS = 60_000;
const SETTLE_MS = 60_000;
const LOOK_MS = 200;

/** Lets a crowd talk, and looks how it comes back from each fault; then whether anybody misses anything. */
export async function runCrowd(run: CrowdRun): Promise<CrowdResult> {
  const { people, instances, seed, lab, quietMs = 5_000, thinkMs = 10_000, onProgress = () => {} } = run;
  const startedAt = new Date().toISOString();
  const begun = performance.now();
  const childGuard = startChildGuard();
  let crowd: Crowd | null = null;
  try {
    onProgress(`${people} people come in …`);
    crowd = await startCrowd({ url: lab.url, people, thinkMs, seed, childGuard });
    const rounds: CrowdRound[] = [];
    for (const fault of CROWD_FAULTS) {
      await pause(quietMs);
      await crowd.mark();
      onProgress(`${fault} …`);
      const answersAgainAt = await CAUSE[fault](lab);
      const round = await watch(crowd, { fault, answersAgainAt, quietMs });
      onProgress(`${fault}: ${inWords(round)}`);
      rounds.push(round);
    }
    await crowd.hush(SETTLE_MS);
    const { accepted, refused, unknown, missing, cpuMs } = await crowd.settle(SETTLE_MS);
    const ledger = { accepted, refused, unknown, ...missing };
    const isValid = missing.lostCount === 0 && rounds.every(isAsPromised);
    return {
      people,
      instances,
      seed,
      startedAt,
      milliseconds: Math.round(performance.now() - begun),
      rounds,
      ledger,
      peopleCpuMs: cpuMs,
      verdict: isValid ? "valid" : "invalid",
    };
  } finally {
    await crowd?.close();
    await childGuard.close();
  }
}

/** Whether nobody was out for longer, or thrown out more often, than is promised. */
export function isAsPromised({ backMs, mostDisconnections }: CrowdRound): boolean {
  return backMs !== null && backMs <= BACK_WITHIN_MS && mostDisconnections <= 1;
}

/** One round in a few words. */
export function inWords({
  backMs,
  disconnected,
  mostDisconnections,
  reasons,
  failedAttempts,
  out,
}: CrowdRound): string {
  const back = backMs === null ? `${out} still out after ${GIVEN_UP_MS / 1_000} s` : `everybody in after ${backMs} ms`;
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([name, count]) => `${count} × ${name}`);
  const why = list(reasons).join(", ");
  const failed = list(failedAttempts).join(", ");
  const ended = `${disconnected} disconnected, at most ${mostDisconnections} times each${why && ` (${why})`}`;
  return `${back}; ${ended}${failed && `; failed attempts: ${failed}`}`;
}

/** Causes a fault; resolves with when what failed answers again. */
const CAUSE: Readonly<Record<CrowdFault, (lab: CrowdRun["lab"]) => Promise<number>>> = {
  async "redis pause 3 s"({ redis: { server } }) {
    server.pause();
    await pause(3_000);
    server.resume();
    return Date.now();
  },
  async "redis kill 4 s"({ redis: { server } }) {
    await server.kill();
    await pause(4_000);
    await server.start();
    return Date.now();
  },
  async "instance kill"({ control }) {
    await control.kill(control.instances()[0]!);
    await control.restore();
    return Date.now();
  },
};

/** Looks until everybody has been in for a while: a storm throws people out again after they came back. */
async function watch(
  crowd: Crowd,
  { fault, answersAgainAt, quietMs }: { fault: CrowdFault; answersAgainAt: number; quietMs: number },
): Promise<CrowdRound> {
  const deadline = performance.now() + GIVEN_UP_MS;
  let wholeSince: number | null = null;
  let report = await crowd.look();
  while (performance.now() < deadline) {
    report = await crowd.look();
    if (report.isIn < report.people) wholeSince = null;
    else wholeSince ??= performance.now();
    if (wholeSince !== null && performance.now() - wholeSince > quietMs) break;
    await pause(LOOK_MS);
  }
  const { people, isIn, lastInAt, disconnected, mostDisconnections, reasons, failedAttempts } = report;
  const isWhole = isIn === people;
  return {
    fault,
    backMs: isWhole ? Math.max(0, (disconnected > 0 ? (lastInAt ?? 0) : 0) - answersAgainAt) : null,
    disconnected,
    mostDisconnections,
    reasons,
    failedAttempts,
    out: people - isIn,
  };
}

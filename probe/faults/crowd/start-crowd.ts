import type { ChildGuard } from "../../../machine/processes/child-guard.ts";
import { startChild } from "../../../machine/processes/start-child.ts";
import { ownProgram } from "../../../machine/own-program.ts";
import { CrowdReport, type CrowdCommand, type CrowdMissing } from "../../../protocol/crowd-process.ts";

export interface CrowdOptions {
  url: string;
  people: number;
  thinkMs: number;
  /** Each person reloads the page after about so long, again and again; default: never. */
  reloadMs?: number;
  seed: number;
  childGuard: Pick<ChildGuard, "guard" | "release">;
}

/** People of one room: as many as a class has. */
export const PEOPLE_IN_A_ROOM = 20;
const ROOMS_OF_A_PROCESS = 25;

export type Crowd = Awaited<ReturnType<typeof startCrowd>>;

/** Many people in few processes of their own; resolves when everybody is in a room. */
export async function startCrowd({ url, people, thinkMs, reloadMs, seed, childGuard }: CrowdOptions) {
  const rooms = Array.from({ length: Math.ceil(people / PEOPLE_IN_A_ROOM) }, (_, room) => ({
    room: `crowd-${room + 1}`,
    people: Array.from(
      { length: Math.min(PEOPLE_IN_A_ROOM, people - room * PEOPLE_IN_A_ROOM) },
      (_, n) => `P${room * PEOPLE_IN_A_ROOM + n + 1}`,
    ),
  }));
  const shares = Array.from({ length: Math.ceil(rooms.length / ROOMS_OF_A_PROCESS) }, (_, n) =>
    rooms.slice(n * ROOMS_OF_A_PROCESS, (n + 1) * ROOMS_OF_A_PROCESS),
  );
  const program = ownProgram({ source: "probe/faults/crowd/main.ts", word: "crowd" });
  const processes = shares.map((_, n) => {
    const child = startChild(process.execPath, program, { name: `crowd ${n + 1}`, ipc: true, childGuard });
    // It answers in the order in which it is told.
    const waiting: ((report: CrowdReport) => void)[] = [];
    child.onMessage((told) => waiting.shift()?.(CrowdReport.parse(told)));
    const gone = child.ended.then(({ how }) => {
      throw new Error(`a process of simulated people ended with ${how}`);
    });
    // Nobody may be asking when it ends.
    gone.catch(() => {});
    return {
      tell(command: CrowdCommand): Promise<CrowdReport> {
        const answer = new Promise<CrowdReport>((resolve) => waiting.push(resolve));
        child.send(command);
        return Promise.race([answer, gone]);
      },
      kill: child.kill,
    };
  });
  const close = () => Promise.all(processes.map(({ kill }) => kill()));
  /** Tells all of them, and adds up how their people fare. */
  const tell = async (command: (share: (typeof shares)[number], number: number) => CrowdCommand) =>
    addUp(await Promise.all(processes.map((one, n) => one.tell(command(shares[n]!, n)))));

  try {
    await tell((rooms, n) => ({
      do: "start",
      url,
      rooms,
      thinkMs,
      ...(reloadMs === undefined ? {} : { reloadMs }),
      seed: seed + n,
    }));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    mark: () => tell(() => ({ do: "mark" })),
    look: () => tell(() => ({ do: "look" })),
    hush: (withinMs: number) => tell(() => ({ do: "hush", withinMs })),
    async settle(withinMs: number): Promise<CrowdReport & { missing: CrowdMissing }> {
      const report = await tell(() => ({ do: "settle", withinMs }));
      if (!report.missing) throw new Error("a process of simulated people did not say what is missing");
      return { ...report, missing: report.missing };
    },
    close,
  };
}

function addUp(reports: readonly CrowdReport[]): CrowdReport {
  const sum = (count: (report: CrowdReport) => number) => reports.reduce((all, report) => all + count(report), 0);
  const missing = reports.flatMap(({ missing }) => missing ?? []);
  const cameIn = reports.flatMap(({ lastInAt }) => (lastInAt === null ? [] : [lastInAt]));
  return {
    people: sum(({ people }) => people),
    isIn: sum(({ isIn }) => isIn),
    lastInAt: cameIn.length > 0 ? Math.max(...cameIn) : null,
    disconnected: sum(({ disconnected }) => disconnected),
    mostDisconnections: Math.max(0, ...reports.map(({ mostDisconnections }) => mostDisconnections)),
    reasons: addCounts(reports.map(({ reasons }) => reasons)),
    failedAttempts: addCounts(reports.map(({ failedAttempts }) => failedAttempts)),
    accepted: sum(({ accepted }) => accepted),
    refused: sum(({ refused }) => refused),
    unknown: sum(({ unknown }) => unknown),
    missing: missing.length < reports.length ? null : addMissing(missing),
    cpuMs: sum(({ cpuMs }) => cpuMs),
  };
}

function addMissing(all: readonly CrowdMissing[]): CrowdMissing {
  return {
    due: all.reduce((sum, { due }) => sum + due, 0),
    lost: all.flatMap(({ lost }) => lost),
    lostCount: all.reduce((sum, { lostCount }) => sum + lostCount, 0),
  };
}

function addCounts(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const [name, count] of all.flatMap(Object.entries<number>)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

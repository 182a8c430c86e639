import { readdirSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { startLab } from "../../lab/start-lab.ts";
import { startChildGuard } from "../../machine/processes/child-guard.ts";
import { startCrowd } from "../faults/crowd/start-crowd.ts";
import type { SoakOptions } from "./options.ts";
import { lowestOf, trendOf, type Sample } from "./trend.ts";

const FIGURES = {
  rss: { metric: "process_resident_memory_bytes", unit: 1e6, shown: "RSS, MB" },
  heap: { metric: "nodejs_heap_size_used_bytes", unit: 1e6, shown: "heap, MB" },
  files: { metric: "process_open_fds", unit: 1, shown: "open files" },
  handles: { metric: "nodejs_active_handles", unit: 1, shown: "handles" },
} as const;

type Figure = keyof typeof FIGURES;

/** A rise of this share of the mean is a leak; less is what garbage collection leaves for a while. */
const TOLERANCE = 0.05;
const SAMPLE_MS = 10_000;
/** The lowest sample of each window is what is really held: between two collections there is garbage, too. */
const WINDOW_S = 120;
const THINK_MS = 5_000;
const RELOAD_MS = 30_000;
const say = (line: string) => process.stderr.write(`${line}\n`);

/** Runs a lab with people who come and go, and prints how its processes grew. @returns the exit code. */
export async function runSoak({ minutes, people, seed, json }: SoakOptions): Promise<number> {
  const startedAt = new Date().toISOString();
  const collecting = new URL("collect-garbage.js", import.meta.url).href;
  await import(collecting);
  // Histories are full before the warm-up ends: what is kept on purpose is not a leak.
  const env = { NODE_OPTIONS: `--import=${collecting}`, HISTORY_MESSAGES: "300", LOG_LEVEL: "warn" };
  const lab = await startLab({ env, onProgress: say });
  const childGuard = startChildGuard();
  const samples = new Map<string, Record<Figure, Sample[]>>();
  try {
    const crowd = await startCrowd({ url: lab.url, people, thinkMs: THINK_MS, reloadMs: RELOAD_MS, seed, childGuard });
    const begun = performance.now();
    for (let taken = 0; performance.now() - begun < minutes * 60_000; taken += 1) {
      await pause(SAMPLE_MS);
      const seconds = (performance.now() - begun) / 1_000;
      const processes = [
        { name: "balancer", figures: ownFigures() },
        ...(await Promise.all(
          lab.instances().map(async ({ id, address, port }) => ({ name: id, figures: await figuresOf(address, port) })),
        )),
      ];
      for (const { name, figures } of processes) {
        const kept = samples.get(name) ?? { rss: [], heap: [], files: [], handles: [] };
        for (const figure of Object.keys(FIGURES) as Figure[]) kept[figure].push({ seconds, value: figures[figure] });
        samples.set(name, kept);
      }
      if (taken % 6 === 5) {
        const { isIn, accepted } = await crowd.look();
        say(`${Math.round(seconds / 60)} of ${minutes} min: ${isIn} of ${people} in their rooms, ${accepted} messages`);
      }
    }
    await crowd.close();
  } finally {
    await lab.close();
    await childGuard.close();
  }

  const rows = [...samples].flatMap(([name, kept]) =>
    (Object.keys(FIGURES) as Figure[]).map((figure) => ({
      name,
      figure,
      ...trendOf(isMemory(figure) ? lowestOf(kept[figure], WINDOW_S) : kept[figure], TOLERANCE),
    })),
  );
  const growing = rows.filter(({ grows }) => grows);
  if (json) {
    const told = { schemaVersion: 1, startedAt, minutes, people, seed, rows, samples: Object.fromEntries(samples) };
    process.stdout.write(`${JSON.stringify(told)}\n`);
  } else {
    process.stdout.write(`${"".padEnd(10)} ${"".padEnd(12)} ${"mean".padStart(9)} ${"an hour".padStart(9)}\n`);
    for (const { name, figure, mean, slopePerHour, grows } of rows) {
      const { unit, shown } = FIGURES[figure];
      const [level, slope] = [mean / unit, slopePerHour / unit].map((value) => value.toFixed(1).padStart(9));
      process.stdout.write(`${name.padEnd(10)} ${shown.padEnd(12)} ${level} ${slope}${grows ? "  grows" : ""}\n`);
    }
    const result = growing.length === 0 ? "nothing grows" : `${growing.length} of ${rows.length} figures grow`;
    process.stdout.write(`\n${result} · ${people} people, ${minutes} min, seed ${seed}, ${startedAt}\n`);
  }
  return growing.length === 0 ? 0 : 1;
}

const isMemory = (figure: Figure) => figure === "rss" || figure === "heap";

/** The balancer runs in this process. */
function ownFigures(): Record<Figure, number> {
  const { rss, heapUsed: heap } = process.memoryUsage();
  return { rss, heap, files: openFiles(), handles: process.getActiveResourcesInfo().length };
}

/** Only Linux tells; elsewhere none. */
function openFiles(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
}

async function figuresOf(address: string, port: number): Promise<Record<Figure, number>> {
  const text = await (await fetch(`http://${address}:${port}/metrics`)).text();
  const read = (figure: Figure) => {
    // Handles come by type.
    const lines = text.matchAll(new RegExp(`^${FIGURES[figure].metric}(?:\\{.*\\})? (\\S+)$`, "gm"));
    return [...lines].reduce((sum, [, value]) => sum + Number(value), 0);
  };
  return { rss: read("rss"), heap: read("heap"), files: read("files"), handles: read("handles") };
}

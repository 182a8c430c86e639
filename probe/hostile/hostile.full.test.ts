import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { startLab } from "../../lab/start-lab.ts";
import { startChild } from "../../machine/processes/start-child.ts";
import { sendRubbish } from "./send-rubbish.ts";
import { startCanary } from "./start-canary.ts";

/** HOSTILE_SEED repeats a run, HOSTILE_INPUTS makes it longer, HOSTILE_URL attacks a chat that runs, such as a balancer's. */
const SEED = Number(process.env["HOSTILE_SEED"] ?? Date.now() % 1_000_000);
const INPUTS = Number(process.env["HOSTILE_INPUTS"] ?? 30_000);
const RUNNING = process.env["HOSTILE_URL"];
const LIMIT_MS = 100_000 + INPUTS * 5;

const SMALL_HEAP = { NODE_OPTIONS: "--max-old-space-size=256" };
/** No limit of requests keeps rubbish from what is behind it; what is kept on purpose goes soon, so that a leak shows. */
const ROOMY_AND_FORGETFUL = {
  ...SMALL_HEAP,
  MESSAGES_PER_SECOND: "100000",
  MESSAGES_BURST: "100000",
  REQUESTS_PER_SECOND: "100000",
  REQUESTS_BURST: "100000",
  EMPTY_ROOM_MS: "1000",
  RECOVERY_MS: "1000",
  LOG_LEVEL: "info",
};

/** What is attacked by its doors; `instance`: an instance's own, which tells about itself, null: somebody else's. */
interface Attacked {
  urls: string[];
  instance: string | null;
}
/** With the limits that everybody has, and with few. */
let limited: Attacked;
let roomy: Attacked;
/** Each lab by its URL, to talk in while the other one is attacked. */
let spared: [limited: string, roomy: string];

beforeAll(async () => {
  const labs = await Promise.all(
    [SMALL_HEAP, ROOMY_AND_FORGETFUL].map((env) => startLab({ instances: 1, logDir: null, env })),
  );
  [limited, roomy] = labs.map(({ url, instances }) => {
    const { address, port } = instances()[0]!;
    const instance = `http://${address}:${port}`;
    return RUNNING ? { urls: [RUNNING], instance: null } : { urls: [url, instance], instance };
  }) as [Attacked, Attacked];
  spared = labs.map(({ url }) => url) as [string, string];
  return () => Promise.all(labs.map(({ close }) => close()));
});

/** Changes when the process does. */
async function bootIdOf(instance: string | null): Promise<string> {
  if (!instance) return "not asked";
  return ((await (await fetch(`${instance}/api/instance`)).json()) as { bootId: string }).bootId;
}

interface Memory {
  rssMb: number;
  heapMb: number;
}

/** The least of some seconds: garbage is collected meanwhile. Of somebody else's instance, which tells nothing, it is 0. */
async function memoryOf(instance: string | null, seconds: number): Promise<Memory> {
  if (!instance) return { rssMb: 0, heapMb: 0 };
  const seen: Memory[] = [];
  for (let second = 0; second < seconds; second += 1) {
    if (second > 0) await pause(1_000);
    const text = await (await fetch(`${instance}/metrics`)).text();
    const read = (name: string) => Math.round(Number(new RegExp(`^${name} (\\S+)`, "m").exec(text)![1]) / 1e6);
    seen.push({ rssMb: read("process_resident_memory_bytes"), heapMb: read("nodejs_heap_size_used_bytes") });
  }
  return seen.reduce((least, one) => (one.heapMb < least.heapMb ? one : least));
}

/**
 * Two people who talk at each door, and two in the lab that nobody attacks meanwhile: what talk costs there is not the
 * attack's doing.
 */
async function startCanaries({ urls }: Attacked, elsewhere: string, everyMs: number) {
  const canaries = await Promise.all([...urls, elsewhere].map((url) => startCanary(url, everyMs)));
  return {
    async stop() {
      const reports = await Promise.all(canaries.map((canary) => canary.stop()));
      return { talk: reports.slice(0, -1), elsewhere: reports.at(-1)! };
    },
  };
}

const unharmed = ({ urls }: Attacked) =>
  urls.map(() => expect.objectContaining({ lost: 0, disconnected: 0 }) as object);

test("ten clients that fill rooms, ask for everything 60 times and read nothing, in 256 MB", async () => {
  const { urls, instance } = limited;
  const bootId = await bootIdOf(instance);
  const program = ["tooling/bootstrap/run-entry.js", "probe/hostile/greedy-clients.ts", ...urls];
  const greedy = startChild(process.execPath, program, { name: "greedy clients", ipc: true });
  onTestFinished(greedy.kill);
  const said = () => Promise.race([new Promise((resolve) => greedy.onMessage(resolve)), greedy.ended]);
  expect(await said()).toBe("loaded");
  const canaries = await startCanaries(limited, spared[1], 50);
  greedy.send({});
  const codes = await said();
  await pause(4_000);
  const memory = await memoryOf(instance, 1);
  const { talk, elsewhere } = await canaries.stop();
  console.log(JSON.stringify({ talk, elsewhere, memory }));

  expect(codes).toEqual(Array(10).fill("invalid"));
  expect(await bootIdOf(instance)).toBe(bootId);
  expect(talk).toEqual(unharmed(limited));
  for (const { said, p99 } of talk) {
    expect(said).toBeGreaterThan(50);
    // Other work on this machine delays a process that is busy more than one that is not.
    expect(p99).toBeLessThan(100 + 2 * elsewhere.p99);
  }
  expect(memory.heapMb).toBeLessThan(200);
});

test(`${INPUTS} hostile inputs, seed ${SEED}: nobody notices, and memory stays`, { timeout: LIMIT_MS }, async () => {
  const { urls, instance } = roomy;
  const bootId = await bootIdOf(instance);
  await sendRubbish({ urls, inputs: 3_000, seed: SEED + 1 });
  const before = await memoryOf(instance, 3);
  const canaries = await startCanaries(roomy, spared[0], 250);
  const sent = await sendRubbish({ urls, inputs: INPUTS, seed: SEED });
  const { talk, elsewhere } = await canaries.stop();
  const after = await memoryOf(instance, 5);
  console.log(JSON.stringify({ seed: SEED, sent, talk, elsewhere, before, after }));

  expect(talk).toEqual(unharmed(roomy));
  expect(await bootIdOf(instance)).toBe(bootId);
  expect(after.heapMb).toBeLessThan(before.heapMb + 20);
});

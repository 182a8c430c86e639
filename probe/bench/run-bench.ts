import { findRedisServer, HOW_TO_INSTALL_REDIS } from "../../machine/redis/find-redis-server.ts";
import { startRedis } from "../../machine/redis/start-redis.ts";
import { bareWsContestant, instanceContestant } from "./fan-out-contestants.ts";
import { httpContestant } from "./http-contestants.ts";
import { startLabProcess } from "./lab-process.ts";
import { measureInTurns, type Contestant } from "./measure.ts";
import type { benchCommand } from "./options.ts";
import { startHaproxy, startNginx } from "./peers.ts";
import { ratios, type Row } from "./ratio.ts";

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Measures, and prints a table or JSON. */
export async function runBench(options: ReturnType<typeof benchCommand.read>): Promise<void> {
  const lab = await startLabProcess();
  const redis = findRedisServer() ? await startRedis() : null;
  const shared = redis && (await startLabProcess(["--state", "redis", "--redis-url", redis.url]));
  const peers = (await Promise.all([startHaproxy(lab.instanceUrl), startNginx(lab.instanceUrl)])).filter(
    (peer) => peer !== null,
  );
  const series: { title: string; contestants: Contestant[] }[] = [
    {
      title: "keep-alive GET, 32 lanes (base: straight to the instance)",
      contestants: [
        httpContestant("direct", lab.instanceUrl, lab.instancePid),
        httpContestant("our balancer", lab.url, lab.balancerPid),
        ...peers.map((peer) => httpContestant(peer.name, peer.url, peer.pid)),
      ],
    },
    {
      title: "fan-out: messages received (base: a bare WebSocket server)",
      contestants: [
        bareWsContestant(50),
        instanceContestant(lab.instanceUrl, lab.instancePid, 1, 50),
        instanceContestant(lab.instanceUrl, lab.instancePid, 10, 50),
        instanceContestant(lab.instanceUrl, lab.instancePid, 1, 200),
        instanceContestant(lab.url, lab.instancePid, 1, 50),
      ],
    },
  ];
  series[1]!.contestants.at(-1)!.name = "instance, 1 room of 50, through our balancer";

  if (redis && shared) {
    const named = (name: string, contestant: Contestant) => ({ ...contestant, name });
    series.push({
      title: "fan-out with rooms in Redis: messages received (base: rooms in memory)",
      contestants: [
        named("memory, 1 room of 50", instanceContestant(lab.instanceUrl, lab.instancePid, 1, 50)),
        named("Redis, 1 room of 50", instanceContestant(shared.instanceUrl, shared.instancePid, 1, 50)),
        named("the same, CPU of Redis itself", instanceContestant(shared.instanceUrl, redis.pid ?? 0, 1, 50)),
      ],
    });
  }

  const results: { title: string; rows: Row[] }[] = [];
  try {
    for (const { title, contestants } of series) {
      say(title);
      const samples = await measureInTurns(contestants, {
        rounds: options.rounds,
        seconds: options.seconds,
        onProgress: (line) => say(`  ${line}`),
      });
      results.push({
        title,
        rows: ratios(
          contestants.map((contestant) => contestant.name),
          samples,
        ),
      });
    }
  } finally {
    for (const contestant of series.flatMap((one) => one.contestants)) await contestant.close();
    for (const peer of peers) await peer.close();
    await lab.close();
    await shared?.close();
    await redis?.close();
  }

  if (options.json) {
    process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  } else {
    for (const { title, rows } of results) {
      process.stdout.write(
        `\n${title}\n${"".padEnd(46)}${"÷ base".padStart(8)}${"per second".padStart(12)}${"CPU µs".padStart(9)}${"÷ base".padStart(8)}\n`,
      );
      for (const row of rows) {
        const cost = row.cpuMicroseconds?.toFixed(1) ?? "–";
        process.stdout.write(
          `${row.name.padEnd(46)}${row.ratio.toFixed(2).padStart(8)}${Math.round(row.perSecond).toString().padStart(12)}${cost.padStart(9)}${(row.cpuRatio?.toFixed(2) ?? "–").padStart(8)}\n`,
        );
      }
    }
    if (peers.length < 2) process.stdout.write("\nHAProxy or nginx is not installed here and was left out.\n");
    if (!redis) process.stdout.write(`\nRooms in Redis were left out: ${HOW_TO_INSTALL_REDIS}.\n`);
  }
}

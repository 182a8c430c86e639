import { expect, it, onTestFinished } from "vitest";
import { findRedisServer, HOW_TO_INSTALL_REDIS } from "../../../machine/redis/find-redis-server.ts";
import { startFaultLab } from "../fault-lab.ts";
import { CROWD_FAULTS, runCrowd } from "./run-crowd.ts";

const missing = findRedisServer() ? "" : ` (skipped: redis-server is missing; ${HOW_TO_INSTALL_REDIS})`;

it.skipIf(missing)(
  `everybody of a crowd comes back from each fault, disconnected at most once, and misses nothing${missing}`,
  { timeout: 300_000 },
  async () => {
    const { redis, ...lab } = await startFaultLab({ instances: 3, store: "streams", logDir: null });
    onTestFinished(lab.close);
    const { rounds, ledger } = await runCrowd({
      people: 80,
      instances: 3,
      seed: 1,
      lab: { ...lab, redis: redis! },
      quietMs: 2_000,
      onProgress: (line) => console.log(line),
      thinkMs: 3_000,
    });
    expect(rounds.map(({ fault }) => fault)).toEqual(CROWD_FAULTS);
    // How soon is measured where nothing else runs; here it is that they come back, and that no storm throws them out.
    for (const round of rounds) {
      expect(round).toMatchObject({ backMs: expect.any(Number) as number, out: 0 });
      expect(round.mostDisconnections).toBeLessThanOrEqual(1);
    }
    expect(ledger.accepted).toBeGreaterThan(100);
    expect(ledger).toMatchObject({ lost: [], lostCount: 0 });
  },
);

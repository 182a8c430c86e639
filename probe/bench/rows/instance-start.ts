import { spawnSync } from "node:child_process";
import { cpuMicroseconds } from "../cpu-time.ts";
import { startInstance } from "../instance.ts";
import type { Row } from "../row.ts";

const NODE = "bare node";
const INSTANCE = "instance";

export const instanceStart: Row = {
  name: "instance-start",
  title: "the start of an instance, until it listens",
  unit: "s CPU",
  base: NODE,
  goal: { contestant: INSTANCE, atMost: 0.4, as: "value" },
  async measure({ rounds, onProgress }) {
    const bare: number[] = [];
    const instance: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      onProgress(`round ${round} of ${rounds}`);
      const { stdout } = spawnSync(
        process.execPath,
        ["-p", "const { user, system } = process.cpuUsage(); (user + system) / 1e6"],
        { encoding: "utf8" },
      );
      bare.push(Number(stdout));
      const server = await startInstance();
      instance.push(cpuMicroseconds(server.pid) / 1e6);
      await server.close();
    }
    return [
      { contestant: NODE, values: bare },
      { contestant: INSTANCE, values: instance },
    ];
  },
};

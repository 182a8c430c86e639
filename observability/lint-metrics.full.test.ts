import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startLab, type Lab } from "../lab/start-lab.ts";
import { findProgram } from "../machine/processes/find-program.ts";

const promtool = findProgram("promtool");
const missing = promtool ? "" : " (skipped: promtool is missing; sudo apt-get install prometheus)";

describe.skipIf(missing)(`promtool check metrics${missing}`, () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab({ instances: 1 });
  });
  afterAll(() => lab?.close());

  it.each(["an instance", "the balancer"])("finds nothing in those of %s", async (which) => {
    const targets = (await (await fetch(`${lab.controlUrl}/http-sd`)).json()) as {
      targets: string[];
      labels: { instance: string };
    }[];
    const [at] = targets.find(({ labels }) => (labels.instance === "balancer") === (which === "the balancer"))!.targets;
    const input = await (await fetch(`http://${at}/metrics`)).text();
    expect(input.split("\n").length).toBeGreaterThan(50);
    const { status, stdout, stderr } = spawnSync(promtool!, ["check", "metrics"], { input, encoding: "utf8" });
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: "" });
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { bringUpStack, stackEnv } from "../local/aws/emulated-stack.ts";
import { emulatorEnv } from "../local/aws/emulator-env.ts";
import { startFollowedCluster } from "../local/aws/start-followed-cluster.ts";
import { startMoto } from "../local/aws/start-moto.ts";
import { copyRoot } from "./copy-root.ts";

const root = await copyRoot(["terraform", "moto_server"]);
const missing = "missing" in root ? root.missing : null;

describe.skipIf(missing)(
  `terraform apply, recorded and replayed${missing ? ` (skipped for want of ${missing})` : ""}`,
  { timeout: 60_000 },
  () => {
    const { run, remove, cwd } = root as Exclude<typeof root, { missing: string }>;
    const workDir = mkdtempSync(path.join(os.tmpdir(), "sticky-rooms-replay-"));
    afterAll(() => {
      rmSync(workDir, { recursive: true, force: true });
      remove();
    });

    /** An emulator with the stack in it, how that went, and Terraform to change it. */
    async function startStack() {
      const moto = await startMoto({ cwd: workDir });
      onTestFinished(moto.close);
      const progress: string[] = [];
      const onProgress = (line: string) => progress.push(line);
      await bringUpStack({ emulator: moto.url, root: cwd, workDir, env: process.env, onProgress });
      const env = { ...emulatorEnv(moto.url), ...stackEnv(cwd, workDir) };
      return { url: moto.url, progress, terraform: (...args: string[]) => run(args, env) };
    }

    beforeAll(async () => {
      const moto = await startMoto({ cwd: workDir });
      await bringUpStack({ emulator: moto.url, root: cwd, workDir, env: process.env, onProgress: () => {} });
      await moto.close();
    }, 200_000);

    it("is replayed into another emulator, which Terraform then finds as it should be", async () => {
      const { progress, terraform } = await startStack();
      expect(progress).toEqual(["terraform init …", "replaying the recorded apply …"]);
      expect(await terraform("plan", "-detailed-exitcode")).toMatchObject({ code: 0 });
    });

    it("flips the lab's stickiness and adds and drains its instances", async () => {
      const { url, terraform } = await startStack();
      const said: string[] = [];
      const cluster = await startFollowedCluster({
        url,
        region: "us-east-1",
        cluster: {},
        say: (line) => said.push(line),
      });
      onTestFinished(cluster.close);
      const names = () => cluster.instances().map(({ id }) => id);
      const served = async (requests: number, cookie = "") => {
        const answers = [];
        for (let request = 0; request < requests; request += 1) {
          const response = await fetch(`${cluster.url}/api/instance`, { headers: { cookie } });
          answers.push(((await response.json()) as { instance: string }).instance);
        }
        return new Set(answers);
      };
      const pin = async () => (await fetch(cluster.url)).headers.getSetCookie()[0]?.split(";")[0] ?? "";
      const within2Seconds = { timeout: 2_000, interval: 20 };

      expect(names()).toHaveLength(3);
      for (const name of names()) expect(name).toMatch(/^ip-10-42-\d+-\d+\.ec2\.internal$/);
      const cookie = await pin();
      expect((await served(6, cookie)).size).toBe(1);

      expect(await terraform("apply", "-auto-approve", "-var=stickiness_enabled=false")).toMatchObject({ code: 0 });
      await vi.waitFor(async () => expect(await served(3, cookie)).toEqual(new Set(names())), within2Seconds);
      expect(said).toContain("target group: stickiness.enabled is false now");

      const scaled = await terraform(
        "apply",
        "-auto-approve",
        "-var=stickiness_enabled=false",
        "-var=instance_count=5",
      );
      expect(scaled).toMatchObject({ code: 0 });
      await vi.waitFor(async () => expect((await served(5)).size).toBe(5), { timeout: 5_000, interval: 50 });

      expect(await terraform("apply", "-auto-approve", "-var=instance_count=2")).toMatchObject({ code: 0 });
      await vi.waitFor(() => {
        const states = cluster.balancer.state().targets.map(({ health }) => health.state);
        expect(states.filter((state) => state === "healthy")).toHaveLength(2);
        expect(states.filter((state) => state === "draining")).toHaveLength(3);
      }, within2Seconds);
      expect((await served(6, await pin())).size).toBe(1);
    });
  },
);

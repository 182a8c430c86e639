import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { copyRootFiles } from "../lab/follow/emulator/copy-root-files.ts";
import { bringUpStack } from "../lab/follow/emulator/emulated-stack.ts";
import { emulatorEnv } from "../lab/follow/emulator/emulator-env.ts";
import { runTerraform, type TerraformRun } from "../lab/follow/emulator/run-terraform.ts";
import { startFollowedLab } from "../lab/follow/start-followed-lab.ts";
import { startMoto, type Moto } from "../lab/follow/emulator/start-moto.ts";
import { copyRoot } from "./copy-root.ts";

interface Plan {
  resource_changes: { address: string; change: { actions: string[]; before: unknown; after: unknown } }[];
}

const RECORDINGS = path.join(import.meta.dirname, "../.aws-local/recordings");

const root = await copyRoot(["terraform", "moto_server"]);
const missing = "missing" in root ? root.missing : null;

describe.skipIf(missing)(
  `terraform on an emulated AWS${missing ? ` (skipped, missing: ${missing})` : ""}`,
  { timeout: 600_000 },
  () => {
    const { run, remove, cwd } = root as Exclude<typeof root, { missing: string }>;
    const folder = mkdtempSync(path.join(os.tmpdir(), "sticky-rooms-moto-"));
    const recordedRoot = path.join(folder, "terraform");
    let moto: Moto;
    let applied: TerraformRun;
    const emulated = () => ({ ...emulatorEnv(moto.url), TF_VAR_allowed_cidrs: '["127.0.0.0/8"]' });

    /** Brings up the stack of `npm run aws:local` in an emulator of its own, and Terraform to change it. */
    async function startStack(fresh: boolean) {
      const emulator = await startMoto({ cwd: mkdtempSync(path.join(folder, "moto-")) });
      const progress: string[] = [];
      const stack = await bringUpStack({
        emulator: emulator.url,
        root: recordedRoot,
        workDir: folder,
        recordings: RECORDINGS,
        env: process.env,
        fresh,
        onProgress: (line) => progress.push(line),
      });
      const env = { ...process.env, ...stack.env };
      const terraform = (...args: string[]) => runTerraform(args, { cwd: recordedRoot, env, timeoutMs: 400_000 });
      return { emulator, stack, progress, terraform };
    }

    it("what the emulator cannot play is refused before Terraform waits for it", async () => {
      const workDir = mkdtempSync(path.join(folder, "refused-"));
      const refusedRoot = path.join(workDir, "terraform");
      copyRootFiles(cwd, refusedRoot);
      writeFileSync(path.join(refusedRoot, "terraform.tfvars"), "shared_state_enabled = true\n");
      const options = { emulator: moto.url, root: refusedRoot, workDir, recordings: path.join(workDir, "recordings") };
      const bringingUp = bringUpStack({ ...options, env: process.env, onProgress: () => {} });
      await expect(bringingUp).rejects.toThrow("shared_state_enabled is true");
    });

    // Creating a load balancer takes Terraform's AWS provider 60 s, wherever it is created: so two stacks at once.
    beforeAll(async () => {
      copyRootFiles(cwd, recordedRoot);
      moto = await startMoto({ cwd: folder });
      const recorded = startStack(true).then(({ emulator }) => emulator.close());
      applied = await run(["apply", "-auto-approve"], emulated());
      await recorded;
    }, 400_000);
    afterAll(async () => {
      await moto?.close();
      rmSync(folder, { recursive: true, force: true });
      remove();
    });

    const terraform = async (...args: string[]) => {
      const { code, stdout, stderr } = await run(args, emulated());
      return { code, output: `${stdout}${stderr}` };
    };
    const outputs = () => {
      const state = JSON.parse(readFileSync(path.join(cwd, "terraform.tfstate"), "utf8")) as {
        outputs: Record<string, { value: unknown }>;
      };
      return Object.fromEntries(Object.entries(state.outputs).map(([name, { value }]) => [name, value]));
    };
    /** The changes that an apply with these settings would make. */
    const plan = async (...settings: string[]) => {
      const planned = await terraform("plan", "-out=test.plan", ...settings);
      expect(planned).toMatchObject({ code: 0 });
      const { resource_changes: changes } = JSON.parse((await terraform("show", "-json", "test.plan")).output) as Plan;
      return changes.filter(({ change }) => change.actions.join() !== "no-op");
    };

    it("applies, and then has nothing left to change", async () => {
      expect(applied).toMatchObject({ code: 0 });
      expect(await terraform("plan", "-detailed-exitcode")).toMatchObject({ code: 0 });
    });

    it.each([false, true])("flips stickiness to %s in place, and touches nothing else", async (enabled) => {
      const before = outputs();
      const changes = await plan(`-var=stickiness_enabled=${enabled}`);
      expect(changes.map(({ address, change }) => [address, change.actions])).toEqual([
        ["aws_lb_target_group.app", ["update"]],
      ]);
      const change = changes[0]!.change as Record<"before" | "after", Record<string, unknown>>;
      const differing = Object.keys(change.after).filter(
        (key) => JSON.stringify(change.after[key]) !== JSON.stringify(change.before[key]),
      );
      expect(differing).toEqual(["stickiness"]);
      expect([change.before["stickiness"], change.after["stickiness"]]).toMatchObject([
        [{ enabled: !enabled }],
        [{ enabled }],
      ]);

      expect(await terraform("apply", "test.plan")).toMatchObject({ code: 0 });
      const after = outputs();
      expect(after).toMatchObject({
        stickiness: { enabled },
        try_it: { flip: expect.stringContaining(`${!enabled}`) },
      });
      expect(after).toEqual({ ...before, stickiness: after["stickiness"], try_it: after["try_it"] });
    });

    it("changes the number of instances without touching the load balancer", async () => {
      const changes = await plan("-var=instance_count=5");
      expect(changes.map(({ address, change }) => [address, change.actions])).toEqual([
        ["aws_autoscaling_group.app", ["update"]],
      ]);
    });

    it("replaces nothing when HTTPS, timeouts or logs are changed", async () => {
      const arn = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000";
      const changes = await plan(
        "-var=idle_timeout=45",
        "-var=deregistration_delay=5",
        "-var=access_logs_enabled=false",
        `-var=certificate_arn=${arn}`,
      );
      const replaced = changes.filter(({ change }) => change.actions.length > 1);
      expect(replaced.map(({ address }) => address)).toEqual([]);
      expect(changes.map(({ address }) => address)).toContain("aws_lb_listener.https[0]");
    });

    it("destroys all of it", async () => {
      const destroyed = await terraform("destroy", "-auto-approve");
      expect(destroyed).toMatchObject({ code: 0 });
      expect(destroyed.output).toMatch(/Destroy complete! Resources: \d+ destroyed/);
      expect((await terraform("state", "list")).output).toBe("");
    });

    it("is replayed into another emulator in seconds, and the lab follows what Terraform changes there", async () => {
      const { emulator, stack, progress, terraform: change } = await startStack(false);
      onTestFinished(emulator.close);
      expect(progress).toEqual(["terraform init …", "replaying the recorded apply …"]);
      expect(await change("plan", "-detailed-exitcode")).toMatchObject({ code: 0 });

      const said: string[] = [];
      const lab = await startFollowedLab({
        url: emulator.url,
        region: stack.region,
        lab: {},
        say: (line) => said.push(line),
      });
      onTestFinished(lab.close);
      const names = () => lab.instances().map(({ id }) => id);
      const served = async (requests: number, cookie = "") => {
        const answers = [];
        for (let request = 0; request < requests; request += 1) {
          const response = await fetch(`${lab.url}/health`, { headers: { cookie } });
          answers.push(((await response.json()) as { hostname: string }).hostname);
        }
        return new Set(answers);
      };
      const pin = async () => (await fetch(lab.url)).headers.getSetCookie()[0]?.split(";")[0] ?? "";
      const soon = { timeout: 60_000, interval: 20 };

      expect(names()).toHaveLength(3);
      for (const name of names()) expect(name).toMatch(/^ip-10-42-\d+-\d+\.ec2\.internal$/);
      const cookie = await pin();
      expect((await served(6, cookie)).size).toBe(1);

      expect(await change("apply", "-auto-approve", "-var=stickiness_enabled=false")).toMatchObject({ code: 0 });
      await vi.waitFor(async () => expect(await served(3, cookie)).toEqual(new Set(names())), soon);
      expect(said).toContain("target group: stickiness.enabled is false now");

      const patch = await fetch(`${lab.controlUrl}/target-group/attributes`, {
        method: "PATCH",
        body: '{"stickiness.enabled":"true"}',
      });
      expect(patch.status).toBe(409);
      expect(await patch.text()).toContain(`the API at ${emulator.url} decides that; terraform apply`);

      expect(await change("apply", "-auto-approve", "-var=instance_count=5")).toMatchObject({ code: 0 });
      await vi.waitFor(() => expect(new Set(names()).size).toBe(5), soon);
      await vi.waitFor(() => expect(lab.balancer.state().targetGroup.attributes["stickiness.enabled"]).toBe("true"));
      await vi.waitFor(async () => expect((await served(5)).size).toBe(5), soon);

      expect(await change("apply", "-auto-approve", "-var=instance_count=2")).toMatchObject({ code: 0 });
      await vi.waitFor(() => {
        const states = lab.balancer.state().targets.map(({ health }) => health.state);
        expect(states.filter((state) => state === "healthy")).toHaveLength(2);
        expect(states.filter((state) => state === "draining")).toHaveLength(3);
      }, soon);

      expect(await change("destroy", "-auto-approve")).toMatchObject({ code: 0 });
      await vi.waitFor(async () => expect((await fetch(`${lab.url}/health`)).status).toBe(503), soon);
      expect(said.filter((line) => line.startsWith("the site is gone: "))).toHaveLength(1);
    });
  },
);

import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emulatorEnv } from "../local/aws/emulator-env.ts";
import { startMoto, type Moto } from "../local/aws/start-moto.ts";
import { copyRoot } from "./copy-root.ts";

interface Plan {
  resource_changes: { address: string; change: { actions: string[]; before: unknown; after: unknown } }[];
}

const root = await copyRoot(["terraform", "moto_server"]);
const missing = "missing" in root ? root.missing : null;

// Creating a load balancer takes Terraform's AWS provider 60 s, wherever it is created.
describe.skipIf(missing)(
  `terraform on an emulated AWS${missing ? ` (skipped for want of ${missing})` : ""}`,
  { timeout: 180_000 },
  () => {
    const { run, remove } = root as Exclude<typeof root, { missing: string }>;
    const folder = mkdtempSync(path.join(os.tmpdir(), "sticky-rooms-moto-"));
    let moto: Moto;

    beforeAll(async () => {
      moto = await startMoto({ cwd: folder });
    });
    afterAll(async () => {
      await moto?.close();
      rmSync(folder, { recursive: true, force: true });
      remove();
    });

    const terraform = async (...args: string[]) => {
      const { code, stdout, stderr } = await run(args, emulatorEnv(moto.url));
      return { code, output: `${stdout}${stderr}` };
    };
    const output = async (name: string) => JSON.parse((await terraform("output", "-json", name)).output) as unknown;
    /** The changes that an apply with these settings would make. */
    const plan = async (...settings: string[]) => {
      const planned = await terraform("plan", "-out=test.plan", ...settings);
      expect(planned).toMatchObject({ code: 0 });
      const { resource_changes: changes } = JSON.parse((await terraform("show", "-json", "test.plan")).output) as Plan;
      return changes.filter(({ change }) => change.actions.join() !== "no-op");
    };

    it("applies, and then has nothing left to change", async () => {
      expect(await terraform("apply", "-auto-approve")).toMatchObject({ code: 0 });
      expect(await terraform("plan", "-detailed-exitcode")).toMatchObject({ code: 0 });
    });

    it.each([false, true])("flips stickiness to %s in place, and touches nothing else", async (enabled) => {
      const groupBefore = await output("target_group_arn");
      const changes = await plan(`-var=stickiness_enabled=${enabled}`);
      expect(changes.map(({ address, change }) => [address, change.actions])).toEqual([
        ["aws_lb_target_group.app", ["update"]],
      ]);
      const { before, after } = changes[0]!.change as Record<"before" | "after", Record<string, unknown>>;
      const differing = Object.keys(after).filter((key) => JSON.stringify(after[key]) !== JSON.stringify(before[key]));
      expect(differing).toEqual(["stickiness"]);
      expect([before["stickiness"], after["stickiness"]]).toMatchObject([[{ enabled: !enabled }], [{ enabled }]]);

      expect(await terraform("apply", "test.plan")).toMatchObject({ code: 0 });
      expect(await output("stickiness")).toMatchObject({ enabled });
      expect(await output("target_group_arn")).toBe(groupBefore);
    });

    it("adds and removes instances without touching the load balancer", async () => {
      for (const count of [5, 2]) {
        const changes = await plan(`-var=instance_count=${count}`);
        expect(changes.map(({ address, change }) => [address, change.actions])).toEqual([
          ["aws_autoscaling_group.app", ["update"]],
        ]);
        expect(await terraform("apply", "test.plan")).toMatchObject({ code: 0 });
      }
    });

    it("replaces nothing when HTTPS, timeouts or logs are changed", async () => {
      const arn = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000";
      const changes = await plan(
        "-var=instance_count=2",
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
  },
);

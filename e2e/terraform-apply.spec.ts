import { missingTools } from "../lab/follow/emulator/missing-tools.ts";
import { DEPLOYMENT } from "./deployment-url.ts";
import { expect, test } from "./fixtures.ts";
import { startAwsLocal } from "./start-aws-local.ts";

const missing = missingTools(["terraform", "moto_server"]).join("; and ");

test("13. terraform apply turns stickiness off, and messages vanish in two browsers; on again, and they stay", async ({
  enter,
}) => {
  test.skip(missing !== "", `needs ${missing}`);
  test.skip(DEPLOYMENT !== null, "needs an emulated AWS of its own");
  // Without a recorded apply the AWS provider waits a minute for its load balancer.
  test.setTimeout(300_000);
  const lab = await startAwsLocal();
  try {
    const people = [
      await enter(lab, "Ada", { transport: "websocket" }),
      await enter(lab, "Bo", { transport: "websocket" }),
    ];
    const homes = new Map<string, string>();
    for (const person of people) {
      const home = await person.instance();
      expect(home).toMatch(/^ip-10-42-\d+-\d+\.ec2\.internal$/);
      homes.set(person.name, home);
      await person.stickiness.hover();
      await expect(
        person.page.locator("#path-line").getByText("terraform apply -var stickiness_enabled=false"),
      ).toBeVisible();
      await person.say(`${person.name} was here`);
      await person.reload();
      expect(await person.instance()).toBe(home);
      await expect(person.message(`${person.name} was here`)).toBeVisible();
    }

    await lab.terraform("apply", "-auto-approve", "-var", "stickiness_enabled=false");
    for (const person of people) {
      await expect(person.stickiness).not.toBeChecked({ timeout: 2_000 });
      const home = homes.get(person.name)!;
      let now = home;
      for (let reload = 0; reload < 10 && now === home; reload += 1) {
        // Somebody else's request: a page load can be a whole number of rounds, which would lead back each time.
        await fetch(`${lab.url}/health`);
        await person.reload();
        now = await person.instance();
      }
      expect(now).not.toBe(home);
      await expect(person.moved.first()).toContainText(`You moved ${home} → `);
      await expect(person.vanished.filter({ hasText: `${person.name} was here` })).toBeVisible();
    }

    await lab.terraform("apply", "-auto-approve");
    for (const person of people) {
      await expect(person.stickiness).toBeChecked({ timeout: 2_000 });
      await person.reload();
      const home = await person.instance();
      await person.say(`${person.name} is back`);
      for (let reload = 0; reload < 3; reload += 1) {
        await person.reload();
        expect(await person.instance()).toBe(home);
        await expect(person.message(`${person.name} is back`)).toBeVisible();
      }
    }
    expect(lab.said()).toContain("target group: stickiness.enabled is false now");
  } finally {
    await lab.interrupt();
  }
  await expect(fetch(`${lab.url}/health`)).rejects.toThrow();
});

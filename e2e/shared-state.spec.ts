import { findRedisServer, HOW_TO_INSTALL_REDIS } from "../machine/redis/find-redis-server.ts";
import { expect, QUICK_HEALTH_CHECKS, test } from "./fixtures.ts";
import { openHalfOpenLink } from "./half-open-link.ts";
import { onDifferentInstances } from "./on-different-instances.ts";

const SHARED = {
  state: "redis",
  balancer: QUICK_HEALTH_CHECKS,
} as const;
const ALL = ["chat-1", "chat-2", "chat-3"];

test.describe("rooms in Redis", () => {
  test.skip(!findRedisServer(), `needs Redis: ${HOW_TO_INSTALL_REDIS}`);

  test("8. people on different instances see each other, also while an instance is killed @core", async ({
    startLab,
    enter,
  }) => {
    const lab = await startLab(SHARED);
    const [ada, bo] = await onDifferentInstances(lab, enter, ["Ada", "Bo"]);
    const dead = await ada.instance();
    await ada.say("hello from Ada");
    await bo.say("hello from Bo");
    await expect(bo.message("hello from Ada")).toBeVisible();
    await expect(ada.message("hello from Bo")).toContainText(`held by ${ALL.join(", ")}`);
    await expect(ada.members.getByText("Bo", { exact: true })).toBeVisible();
    await expect(ada.outOfSight.getByRole("listitem")).toHaveCount(0);
    for (const person of [ada, bo]) await expect(person.verdict).toContainText("sees the same room");

    await lab.kill(dead);
    await bo.say("Ada's instance is dying");
    await bo.say("and this is said meanwhile");
    await expect(ada.message("and this is said meanwhile")).toBeVisible();
    expect(await ada.instance()).not.toBe(dead);
    await ada.isIn();
    await ada.say("still here");
    await expect(bo.message("still here")).toBeVisible();

    const said = [
      "hello from Ada",
      "hello from Bo",
      "Ada's instance is dying",
      "and this is said meanwhile",
      "still here",
    ];
    for (const person of [ada, bo]) {
      await expect(person.texts()).resolves.toEqual(said);
      await expect(person.vanished).toHaveCount(0);
      await expect(person.members.getByRole("listitem")).toHaveCount(2);
    }

    // It comes back with an empty memory, and holds the room at once.
    await lab.restart(dead);
    for (const person of [ada, bo]) {
      await expect(person.message("hello from Ada")).toContainText(`held by ${ALL.join(", ")}`, { timeout: 30_000 });
      await expect(person.verdict).toContainText("sees the same room", { timeout: 30_000 });
    }
  });

  test("9. a hung instance gives its people away, and counts nobody twice when it goes on", async ({
    startLab,
    enter,
  }) => {
    const lab = await startLab(SHARED);
    const [ada, bo] = await onDifferentInstances(lab, enter, ["Ada", "Bo"]);
    const hung = await ada.instance();
    await ada.say("before");
    lab.pause(hung);
    // She would come back by another instance before her place is given away, and never be gone.
    await ada.page.context().setOffline(true);
    await expect(bo.members.getByText("Ada", { exact: true })).toHaveCount(0);
    await bo.say("said to a room without Ada");
    await ada.page.context().setOffline(false);
    await expect(ada.message("said to a room without Ada")).toBeVisible({ timeout: 30_000 });
    await ada.isIn();
    await expect(bo.members.getByText("Ada", { exact: true })).toBeVisible();

    lab.resume(hung);
    await expect
      .poll(() => lab.balancer.state().targets.find(({ id }) => id === hung)?.health.state, { timeout: 30_000 })
      .toBe("healthy");
    // The barrier: what the resumed instance had to say of Ada would have come before this.
    const cy = await enter(lab, "Cy");
    await cy.say("who is here?");
    for (const person of [ada, bo, cy]) {
      await expect(person.message("who is here?")).toBeVisible();
      await expect(person.members.getByRole("listitem")).toHaveCount(3);
      await expect(person.members.getByText(/windows/)).toHaveCount(0);
    }
  });

  test("10. after a half-open drop, which no recovery survives, I get exactly what I missed", async ({
    startLab,
    enter,
  }) => {
    // Long enough that nobody notices the drop while something is said.
    const lab = await startLab({ ...SHARED, env: { PING_TIMEOUT_MS: "8000" } });
    const link = await openHalfOpenLink(lab.url);
    try {
      const bo = await enter(lab, "Bo");
      const ada = await enter({ ...lab, url: link.url }, "Ada", { transport: "websocket" });
      await ada.say("before");
      await expect(bo.message("before")).toBeVisible();

      link.lose();
      for (const text of ["missed 1", "missed 2", "missed 3"]) await bo.say(text);
      await expect(bo.members.getByText("Ada", { exact: true })).toBeVisible();
      link.restore();
      await expect(ada.message("missed 3")).toBeVisible();
      await ada.isIn();
      await ada.say("after");
      await expect(bo.message("after")).toBeVisible();

      for (const person of [ada, bo]) {
        await expect(person.texts()).resolves.toEqual(["before", "missed 1", "missed 2", "missed 3", "after"]);
        await expect(person.members.getByRole("listitem")).toHaveCount(2);
      }
      await expect(ada.connection).not.toContainText("recovered");
      // The instance that heard nothing of the drop lets go of the old connection in the end, and of nobody else.
      await expect(bo.members.getByText(/windows/)).toHaveCount(0, { timeout: 30_000 });
      await expect(bo.members.getByText("Ada", { exact: true })).toBeVisible();
    } finally {
      await link.close();
    }
  });

  test("11. they do not make a session: default transports without stickiness still meet Session ID unknown", async ({
    startLab,
    enter,
  }) => {
    const lab = await startLab({ ...SHARED, stickiness: false });
    const ada = await enter(lab, "Ada", { transport: "default", waitForRoom: false });
    await expect(ada.timeline.getByText(/Session ID unknown/).first()).toBeVisible();
    await expect(ada.verdict).toContainText("No session comes up");
    await ada.page.getByRole("button", { name: "Why?" }).click();
    await expect(ada.page.getByText("Stickiness, or WebSocket alone, ends this; rooms in Redis do not.")).toBeVisible();
    await ada.page.keyboard.press("Escape");
    const bo = await enter(lab, "Bo", { transport: "websocket" });
    await bo.say("WebSocket only needs no stickiness");

    await ada.stickiness.click();
    await ada.isIn();
    await expect(ada.message("WebSocket only needs no stickiness")).toBeVisible();
  });

  test("12. the page moves the lab to Redis, kills it and brings it back: refused meanwhile, and nothing accepted is gone", async ({
    startLab,
    enter,
  }) => {
    const lab = await startLab({ balancer: SHARED.balancer });
    const [ada, bo] = await onDifferentInstances(lab, enter, ["Ada", "Bo"]);
    await expect(ada.verdict).toContainText("is split");
    const shared = ada.page.getByRole("switch", { name: "Shared state" });
    await shared.click();
    await expect(shared).toBeChecked({ timeout: 30_000 });
    await ada.say("one room for all");
    await expect(bo.message("one room for all")).toBeVisible({ timeout: 30_000 });
    for (const person of [ada, bo]) {
      await expect(person.message("one room for all")).toContainText(`held by ${ALL.join(", ")}`, { timeout: 30_000 });
      await expect(person.verdict).toContainText("sees the same room", { timeout: 30_000 });
    }

    const redis = async (choice: string) => {
      await ada.page.getByRole("button", { name: /^Redis/ }).click();
      await ada.page.getByRole("group", { name: "Redis" }).getByRole("button", { name: choice }).click();
    };
    await redis("Kill Redis");
    await expect(ada.verdict).toContainText("cannot reach Redis");
    await ada.input.fill("said into the void");
    await ada.input.press("Enter");
    await expect(ada.messages.filter({ hasText: "said into the void" })).toContainText("Refused");
    // Who comes now gets in by itself, later.
    await bo.page.reload();
    await expect(bo.page.getByRole("alert")).toContainText("the store cannot be reached");

    await redis("Restart Redis");
    await bo.isIn();
    await expect(ada.members.getByText("Bo", { exact: true })).toBeVisible();
    await expect(bo.texts()).resolves.toEqual(["one room for all"]);
    await bo.say("back again");
    await expect(ada.message("back again")).toBeVisible();
    await expect(ada.verdict).toContainText("sees the same room");
  });
});

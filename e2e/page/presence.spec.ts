import { expect, QUICK_HEALTH_CHECKS, test } from "../fixtures.ts";
import { onDifferentInstances } from "../on-different-instances.ts";

test("an instance has one colour and one shape, the same at every place", async ({ lab, enter }) => {
  const ada = await enter(lab, "Ada");
  const mine = await ada.instance();
  const places = [ada.connection, ada.page.getByRole("list", { name: "Instances" }), ada.versions];
  const looks = await Promise.all(
    places.map((place) =>
      place
        .locator(".instance-name", { hasText: mine })
        .first()
        .evaluate((name) => {
          const mark = name.querySelector("svg")!;
          return `${getComputedStyle(mark).fill} ${mark.querySelector("path")!.getAttribute("d")}`;
        }),
    ),
  );
  expect(new Set(looks).size).toBe(1);
  const shapes = await ada.page
    .getByRole("list", { name: "Instances" })
    .locator("svg.mark path")
    .evaluateAll((paths) => paths.map((path) => path.getAttribute("d")));
  expect(new Set(shapes).size).toBe(lab.instances.length);
});

test("a message says which instances hold it; a person elsewhere is out of my sight; the verdict says split", async ({
  lab,
  enter,
}) => {
  const [ada, bo] = await onDifferentInstances(lab, enter, ["Ada", "Bo"]);
  const mine = await ada.instance();
  const others = lab.instances.filter((instance) => instance !== mine).join(", ");
  await ada.say("only mine knows this");
  await bo.say("and this is Bo's");

  await expect(ada.message("only mine knows this")).toContainText(`held by ${mine}; not by ${others}`);
  await expect(ada.outOfSight.getByRole("listitem")).toContainText(["Bo"]);
  await expect(ada.outOfSight).toContainText(`on ${await bo.instance()}`);
  await expect(ada.verdict).toContainText(
    "is split: 2 instances hold different versions; 2 people cannot see each other",
  );
  await expect(ada.versions.getByRole("row", { name: new RegExp(`^${mine} 1 1 you`) })).toBeVisible();
  await expect(ada.versions.getByRole("row", { name: new RegExp(`^${await bo.instance()} .*1 1`) })).toBeVisible();
});

test("moving to Bo's instance shows what it holds, and loses what I had @control", async ({ lab, enter }) => {
  const [ada, bo] = await onDifferentInstances(lab, enter, ["Ada", "Bo"]);
  const home = await ada.instance();
  await ada.say("before the move");
  await bo.say("Bo was here");
  await ada.moveTo("Bo");
  await expect(ada.message("Bo was here")).toBeVisible();
  await expect(ada.moved).toContainText(`You moved ${home} → ${await bo.instance()}: 1 message is gone`);
  // Nobody was left behind, and nothing is said of anybody.
  await expect(ada.page.getByText(`You are on ${await bo.instance()}`, { exact: true }).first()).toBeAttached();
  await expect(bo.members.getByText("Ada", { exact: true })).toBeVisible();

  // And back: what had vanished is here again.
  await ada.toInstance(home, "Move me here");
  await expect(ada.message("before the move")).toBeVisible();
  await expect(ada.moved.last()).toContainText("1 message is here again");
  await expect(ada.vanished.filter({ hasText: "before the move" })).toHaveCount(0);
});

test("everybody on one instance: the verdict is good, and says no more than it knows", async ({ lab, enter }) => {
  const ada = await enter(lab, "Ada");
  await expect(ada.verdict).toHaveText(/^You are alone in #/);
  const other = await enter(lab, "Ada", { sameBrowserAs: ada });
  await expect(ada.members.getByText("2 windows")).toBeVisible();
  await expect(other.verdict).toHaveText(/^You are alone in #/);
  await other.page.close();
  await expect(ada.members.getByText("2 windows")).toHaveCount(0);
});

test("an instance that does not answer is said to be silent, and its marks are unknown", async ({
  startLab,
  enter,
}) => {
  const lab = await startLab();
  const ada = await enter(lab, "Ada");
  const mine = await ada.instance();
  const other = ["chat-1", "chat-2", "chat-3"].find((instance) => instance !== mine)!;
  await ada.say("hello");
  await expect(ada.message("hello")).toContainText(other);
  lab.pause(other);
  await expect(ada.verdict).toContainText(`${other} has not been seen for`, { timeout: 30_000 });
  await expect(ada.message("hello")).toContainText(`not known of ${other}`);
});

test("a dead instance is called dead where the lab says so, and nothing it held is anywhere", async ({
  startLab,
  enter,
}) => {
  const lab = await startLab();
  const [ada, bo] = await onDifferentInstances(lab, enter, ["Ada", "Bo"]);
  const dead = await bo.instance();
  await bo.say("who will remember this?");
  await bo.page.getByRole("button", { name: `Kill ${dead}` }).click();
  await expect(bo.vanished.filter({ hasText: "who will remember" })).toContainText("no instance knows it any more");
  await expect(ada.card(dead)).toContainText("dead");
  await expect(ada.versions.getByRole("rowgroup").filter({ hasText: dead })).toContainText("what it held died with it");

  // With all of them dead there is nobody to be with, and nobody who was seen elsewhere.
  for (const { id } of lab.instances()) if (id !== dead) await lab.kill(id);
  const people = ada.page.getByRole("region", { name: "People" });
  await expect(people).toContainText("you are not in the room now");
  await expect(people).toContainText("not known: no instance answers");
  await expect(people).not.toContainText("on chat-");
});

test("what is said out of earshot is seen to be said: by whom and when, never what @control", async ({
  lab,
  enter,
}) => {
  const [ada, bo] = await onDifferentInstances(lab, enter, ["Ada", "Bo"]);
  const where = await bo.instance();
  await expect(ada.unheard).toHaveCount(0);
  await bo.say("a secret of one instance");
  await bo.say("and another");
  await expect(ada.unheard).toContainText(`${where}2 messages you cannot see · Bo`);
  await expect(ada.page.getByText("a secret of one instance")).toHaveCount(0);

  // What this window had before it moved is not unheard: it has vanished.
  await ada.moveTo("Bo");
  await expect(ada.message("a secret of one instance")).toBeVisible();
  await expect(ada.unheard).toHaveCount(0);
});

test("the path says whom each instance serves, and where my own requests go", async ({ lab, enter }) => {
  const [ada, bo] = await onDifferentInstances(lab, enter, ["Ada", "Bo"]);
  await expect(ada.card(await ada.instance())).toContainText("serves you, you");
  await expect(ada.card(await bo.instance())).toContainText("Bo");
  await expect(bo.card(await bo.instance())).toContainText("you");
  await enter(lab, "Cy", { sameBrowserAs: ada });
  await expect(ada.card(await ada.instance())).toContainText("you and Cy");
  await expect(ada.page.getByText("in 2 windows")).toBeVisible();
});

test("of an instance that has never answered this window nothing is said, neither here nor in the form", async ({
  startLab,
  enter,
}) => {
  const lab = await startLab({
    balancer: QUICK_HEALTH_CHECKS,
  });
  lab.pause("chat-3");
  const healthOf = () => lab.balancer.state().targets.find(({ id }) => id === "chat-3")?.health.state;
  // Until then requests of the page are led there too, and hang.
  await expect.poll(healthOf).toBe("unhealthy");
  const ada = await enter(lab, "Ada");
  // The others answer one after the other; only it does not.
  await expect(ada.versions.getByRole("row", { name: /^has not answered yet/ })).toHaveCount(1);
  await expect(ada.verdict).toContainText("chat-3 has not been seen for");
  await expect(ada.page.getByText("only chat")).toHaveCount(0);

  const form = await ada.page.context().newPage();
  await form.goto(lab.url);
  const now = form.getByRole("region", { name: /^#\S+ now$/ });
  await expect(now.getByRole("listitem").filter({ hasText: "chat-3" })).toContainText("has not answered yet");
  lab.resume("chat-3");
  await expect(now.getByRole("listitem").filter({ hasText: "chat-3" })).toContainText("does not hold it");
  // A window that nobody looks at asks nobody.
  await ada.page.bringToFront();
  await expect(ada.verdict).toContainText("You are alone");
});

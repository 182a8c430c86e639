import { expect, test } from "../fixtures.ts";
import { onDifferentInstances } from "../on-different-instances.ts";

const SESSION = "My session holds";
const OWN_ROOM = "I come back to my own room";
const EACH_OTHER = "Everyone sees everyone";
const SURVIVAL = "The room outlives its instance";

test("the switch changes the answer that stickiness decides, and no other @control", async ({ lab, enter }) => {
  const [ada, bo] = await onDifferentInstances(lab, enter, ["Ada", "Bo"]);
  const home = await ada.instance();
  const others = async () => {
    await expect(ada.answer(SESSION)).toHaveText("yes: one WebSocket stays where it is");
    await expect(ada.answer(EACH_OTHER)).toHaveText("no: each instance has its own");
    await expect(ada.answer(SURVIVAL)).toHaveText(`no: it lives in ${home}'s memory`);
  };
  await expect(ada.answer(OWN_ROOM)).toHaveText(`yes: your cookie leads back to ${home}`);
  await others();
  await ada.stickiness.click();
  await expect(ada.answer(OWN_ROOM)).toHaveText("no: any instance may be next");
  await others();

  // A rule on the room, without stickiness and without a cookie.
  await ada.openLab();
  await ada.lab.getByRole("button", { name: "Turn affinity by room on" }).click();
  await expect(ada.lab.getByText("Rules lead each room to one instance")).toBeVisible();
  await ada.page.getByRole("button", { name: "Close the lab" }).click();
  await ada.reload();
  await bo.reload();
  const led = await bo.instance();
  await expect(ada.answer(EACH_OTHER)).toHaveText(`yes: a rule leads #${ada.room} to ${led}`);
  await expect(ada.answer(OWN_ROOM)).toHaveText(`yes: a rule leads #${ada.room} to ${led}`);
  await expect(ada.answer(`All of #${ada.room} is led to one instance`)).toHaveText(/^yes: .* and gone with it$/);
  await bo.say("by room");
  await expect(ada.message("by room")).toBeVisible();

  // One connection is for one room: another room has its own instance, and everybody there is together again.
  const dealt = await lab.control.leadRooms(true);
  const [last, other] = Object.entries(dealt ?? {}).find(([, instance]) => instance !== led)!;
  const kitchen = `kitchen-${last}`;
  await ada.page.getByRole("textbox", { name: "Room to join" }).fill(kitchen);
  await ada.page.keyboard.press("Enter");
  await expect(ada.page.getByRole("textbox", { name: `Message #${kitchen}` })).toBeEnabled();
  expect(await ada.instance()).toBe(other);
  await expect(bo.members.getByText("Ada", { exact: true })).toHaveCount(0);
});

test("without stickiness the default transport gets no session: the verdict says so, and why, and counts exactly", async ({
  startLab,
  enter,
}) => {
  const lab = await startLab({ stickiness: false });
  const ada = await enter(lab, "Ada", { transport: "default", waitForRoom: false });
  await expect(ada.verdict).toHaveText("No session comes up: your requests reach instances that do not know it");
  await expect(ada.answer(SESSION)).toContainText(/^no: lost \d+ times?: its requests reach other instances/);
  await expect(ada.page.getByRole("region", { name: "First steps" })).toContainText("gets no session");
  await ada.page.getByRole("button", { name: "Why?" }).click();
  await expect(ada.page.getByRole("group", { name: "Why" })).toContainText(
    "a session is known only where it was opened",
  );
  await ada.page.keyboard.press("Escape");
  await expect(ada.page.getByText(/attempts? before that went the same way/)).toBeVisible();

  // Switched on, it heals; what was counted is what the balancer logged: sessions that met a 400.
  await ada.stickiness.click();
  await ada.isIn();
  const lost = new Set(
    lab.balancer
      .accessLog()
      .filter((line) => / 400 400 /.test(line))
      .map((line) => /[?&]sid=([\w-]+)/.exec(line)?.[1]),
  );
  await expect(ada.connection).toContainText(new RegExp(`session lost ${lost.size} times?`));
  await expect(ada.answer(SESSION)).toContainText(/^yes/);
});

test("why a room is split is said in a few words beside the verdict @control", async ({ lab, enter }) => {
  const [ada] = await onDifferentInstances(lab, enter, ["Ada", "Bo"]);
  await ada.page.getByRole("button", { name: "Why?" }).click();
  const why = ada.page.getByRole("group", { name: "Why" });
  await expect(why).toContainText("Stickiness leads you back to your own instance; it leads nobody else to it");
  await ada.page.keyboard.press("Escape");
  await expect(why).toBeHidden();
  await expect(ada.page.getByRole("button", { name: "Why?" })).toBeFocused();
});

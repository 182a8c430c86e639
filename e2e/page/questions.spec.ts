import { expect, test } from "../fixtures.ts";
import { onDifferentInstances } from "../on-different-instances.ts";

const SESSION = "My session holds";
const OWN_ROOM = "I come back to my own room";
const EACH_OTHER = "Everyone sees everyone";
const SURVIVAL = "The room outlives its instance";

test("the switch changes the answer that stickiness decides, and no other @control", async ({ lab, enter }) => {
  const [ada] = await onDifferentInstances(lab, enter, ["Ada", "Bo"]);
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

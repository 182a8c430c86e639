import { chromium, type Page } from "@playwright/test";
import type { ControlState } from "../../protocol/control/state.ts";
import type { Lab } from "../../lab/start-lab.ts";
import { BROWSER_ARGS } from "../find-browser.ts";
import { expect, PHONE, test } from "../fixtures.ts";
import { findings } from "./findings.ts";
import { spilling } from "./spilling.ts";

/** Processes start in a scene, on a machine that does other things too. */
const SCENE = { timeout: 120_000 };

const scene = (page: Page) => page.getByRole("status", { name: "Scene" });

/** What the lab is like, as far as a story changes it. */
async function likeness(lab: Lab) {
  const state = (await (await fetch(`${lab.controlUrl}/state`)).json()) as ControlState;
  return {
    story: state.story,
    people: state.people.length,
    stickiness: state.targetGroup.attributes["stickiness.enabled"],
    rooms: state.lab.state,
    instances: state.targets.map(({ id, health, process }) => `${id} ${health.state} ${process?.state}`),
  };
}

test("the story plays to its end: each scene waits for what it shows, and the lab is put back", async ({
  startLab,
  page,
}) => {
  test.setTimeout(600_000);
  const lab = await startLab();
  const before = await likeness(lab);
  await page.setViewportSize({ width: 1280, height: 640 });
  await page.goto(lab.url);
  await page.getByRole("button", { name: "Watch it happen" }).click();

  const observed: [heading: string, sentence: RegExp][] = [
    ["You say something.", /Observed: .*chat-\d accepted your message, and .*know nothing of it/],
    ["A second window", /Observed: Cy shares your cookie and came to .*each of you received what the other said/],
    ["Another browser joins", /Observed: Bo came to .*, and never received any of the 2 messages.*Stickiness was on/],
    ["Reload with stickiness", /Observed: With stickiness you came back to .*Without it you came from .*none of your/],
    ["Default transports", /Observed: With stickiness you got a session on .*Session ID unknown, again and again/],
    [
      "Stickiness on, and your instance",
      /Observed: .*, which your cookie named, was killed: you came to .*none of your/,
    ],
    ["Shared state on.", /Observed: You were on .*, Bo on .*one room|Not played here: there is no redis-server/],
  ];
  for (const [heading, sentence] of observed) {
    await expect(page.getByRole("heading", { level: 1 })).toContainText(heading);
    await expect(scene(page)).toHaveText(sentence, SCENE);
    expect(await findings(page)).toEqual([]);
    expect(await spilling(page)).toEqual([]);
    await page.keyboard.press("Space");
  }
  await expect(page.getByText("only shared state brought you together")).toBeVisible();
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await findings(page)).toEqual([]);
  }
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Join", exact: true })).toBeVisible();
  await expect.poll(() => likeness(lab), SCENE).toEqual(before);
});

test("a link leads into a scene; keys lead back and out, and the chat is as it was", async ({ startLab, enter }) => {
  test.setTimeout(600_000);
  const lab = await startLab();
  const ada = await enter(lab, "Ada", { browser: PHONE });
  const { page } = ada;
  await ada.say("before the story");
  const { searchParams } = new URL(page.url());
  await page.goto(`${lab.url}/?room=${searchParams.get("room")}&scene=3`);
  await expect(scene(page)).toHaveText(/Observed: Bo came to/, SCENE);
  expect(new URL(page.url()).searchParams.get("scene")).toBe("3");
  await expect(page.getByRole("article", { name: "Bo's screen" })).toContainText("never received: 2 messages");
  await expect(page.getByRole("article", { name: "Ada's screen" })).toContainText("never received: 1 message of Bo");
  expect(await findings(page)).toEqual([]);
  expect(await spilling(page)).toEqual([]);

  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("A second window");
  await expect(scene(page)).toHaveText(/Observed: Cy/, SCENE);
  await page.keyboard.press("Escape");
  await expect(ada.message("before the story")).toBeVisible();
  expect(new URL(page.url()).searchParams.get("scene")).toBeNull();
  await expect.poll(async () => (await likeness(lab)).people, SCENE).toBe(0);

  await page.getByRole("button", { name: "Watch it happen" }).click();
  await expect(scene(page)).toHaveText(/Observed/, SCENE);
  await page.getByRole("button", { name: "Try it yourself" }).click();
  await expect(page.getByRole("region", { name: "First steps" })).toContainText("Say something");
});

test("one page at a time plays, others are told so, and it ends with its lab", async ({ startLab, browser }) => {
  const lab = await startLab();
  const [first, second] = [await browser.newPage(), await browser.newPage()];
  await first.emulateMedia({ colorScheme: "dark" });
  await first.goto(lab.url);
  await first.getByRole("button", { name: "Watch it happen" }).click();
  await expect(scene(first)).toBeVisible();
  expect(await findings(first)).toEqual([]);
  await second.goto(`${lab.url}/?scene=2`);
  await expect(second.getByRole("dialog")).toContainText(/another page plays the story, since \d\d:\d\d:\d\d/);
  await second.keyboard.press("Escape");
  await expect(second.getByRole("button", { name: "Join", exact: true })).toBeVisible();

  // A window that a page opens begins with a copy of what its tab remembers, as a duplicated tab does.
  const { story } = await likeness(lab);
  const opened = first.waitForEvent("popup");
  await first.evaluate(() => void open(location.href));
  const copy = await opened;
  await expect(copy.getByRole("dialog")).toContainText("This story plays in another tab of this browser");
  await copy.close();
  await expect(scene(first)).toHaveText(/Observed/, SCENE);
  expect((await likeness(lab)).story).toEqual(story);

  await first.keyboard.press("Space");
  await expect(first.getByRole("article", { name: "Cy's screen" })).toBeVisible(SCENE);
  await lab.close();
  const ended = first.getByRole("dialog", { name: "The story has ended" });
  // The scene says it for some seconds before the story ends.
  await expect(scene(first).or(ended)).toContainText("The control API does not answer");
  await expect(ended).toContainText("The control API does not answer any more");
  await first.keyboard.press("Escape");
  await expect(first.getByRole("button", { name: "Join", exact: true })).toBeVisible();
  await first.close();
  await second.close();
});

test("a browser that is killed while an instance is dead leaves the lab as it was", async ({ startLab }) => {
  test.setTimeout(600_000);
  const lab = await startLab();
  const before = await likeness(lab);
  const executablePath = process.env["CHROMIUM_PATH"];
  const server = await chromium.launchServer({ ...(executablePath && { executablePath }), args: BROWSER_ARGS });
  const browser = await chromium.connect(server.wsEndpoint());
  const page = await browser.newPage();
  await page.goto(`${lab.url}/?scene=6`);
  await expect.poll(async () => (await likeness(lab)).instances.join(), SCENE).toContain("exited");
  await server.kill();
  // Within 10 s on a machine that does nothing else: the lease is 5 s, and the rest is the start of an instance.
  await expect.poll(() => likeness(lab), SCENE).toEqual(before);
});

/** Each of the reasons is a row of web/story/story-obstacle.test.ts. */
test("where the story cannot be played, it says why", async ({ startLab, browser }) => {
  const lab = await startLab({ instances: 1, stateIsFixed: "there is no redis-server on this machine" });
  const page = await browser.newPage();
  const watch = () => page.getByRole("button", { name: "Watch it happen" }).click();
  const refusal = page.getByRole("dialog", { name: "The story cannot be played now" });
  await page.goto(lab.url);
  await watch();
  await expect(refusal).toContainText("Only one instance is healthy");
  await page.keyboard.press("Escape");

  await lab.addInstance();
  await lab.balancer.ready(SCENE.timeout);
  await watch();
  await expect(scene(page)).toBeVisible();
  await page.goto(`${lab.url}/?scene=7`);
  await expect(scene(page)).toHaveText(/Not played here: there is no redis-server on this machine/, SCENE);

  // What the strip at the foot says of the lab is not told as if it were so now.
  await page.route(`${lab.controlUrl}/**`, (route) => route.abort());
  await page.keyboard.press("ArrowLeft");
  await expect(page.locator(".path-lost")).toHaveText("the control API: no answer");

  await page.route("**/api/instance*", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...((await response.json()) as object), controlUrl: null } });
  });
  await page.evaluate(() => sessionStorage.clear());
  await page.goto(lab.url);
  await watch();
  await expect(refusal).toContainText("There is no control API here");
  // The page asks all the time: an answer may be under way when it is closed.
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.close();
});

import { expect, type Browser, type BrowserContext } from "@playwright/test";
import type { Lab } from "../../lab/start-lab.ts";
import { RoomPage } from "../room-page.ts";
import type { SceneName } from "./picture-files.ts";

export interface TourOptions {
  lab: Lab;
  browser: Browser;
  /** Called when a step is as it should be seen. */
  show(scene: SceneName, person: RoomPage): Promise<void>;
}

const ROOM = "lobby";
const DESKTOP = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.25 };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.5 };

/** The steps of docs/tour.md, as a person would take them, and a few more. */
export async function playTour({ lab, browser, show }: TourOptions): Promise<void> {
  /** A browser of its own that the balancer leads to this instance, as chance could have. */
  const browserOn = async (instance: string, options = DESKTOP): Promise<BrowserContext> => {
    const context = await browser.newContext(options);
    const cookies = lab.balancer.issueStickinessCookies(instance)!;
    await context.addCookies([{ name: "AWSALB", value: cookies.AWSALB, url: lab.url }]);
    return context;
  };
  const enter = async (context: BrowserContext, name: string): Promise<RoomPage> => {
    const person = new RoomPage(await context.newPage(), name, ROOM);
    await person.open(lab.url);
    // On a phone the list of people is behind a button.
    await expect(person.input).toBeEnabled({ timeout: 20_000 });
    return person;
  };

  const adasBrowser = await browserOn("chat-2");
  const ada = await enter(adasBrowser, "Ada");
  await ada.say("the deploy is at four, right?");
  await ada.seesMarks("the deploy is at four");
  await show("open", ada);

  const cy = await enter(adasBrowser, "Cy");
  await cy.say("yes, I will watch the logs");
  await ada.say("thanks, Cy");
  await ada.seesMarks("thanks, Cy");
  await show("second-window", ada);

  const bosBrowser = await browserOn("chat-3");
  const bo = await enter(bosBrowser, "Bo");
  await bo.say("hello? is anybody here?");
  await bo.say("I thought we said four o'clock");
  await ada.hears("2 messages you cannot see");
  await show("other-browser", ada);

  await ada.stickiness.click();
  await ada.page.getByText("Stickiness is off", { exact: true }).first().waitFor();
  await show("switch-off", ada);

  await comeElsewhere(ada, () => ada.reload());
  await ada.say("hello? did everyone leave?");
  await ada.seesMarks("did everyone leave");
  await show("reload", ada);

  await comeElsewhere(ada, async () => {
    await ada.page.getByRole("button", { name: "Drop my connection" }).click();
    await ada.page
      .getByText(/^(Back on|Moved) /)
      .first()
      .waitFor();
    await ada.isIn();
  });
  await show("drop", ada);
  await adasBrowser.close();

  const dis = await browser.newContext(DESKTOP);
  const di = new RoomPage(await dis.newPage(), "Di", ROOM);
  await di.open(lab.url, "default");
  await di.page.getByText(/attempts before that went the same way/).waitFor();
  await di.answer("My session holds").getByText(/lost/).waitFor();
  await show("no-session", di);
  await di.stickiness.click();
  await di.isIn();
  await dis.close();

  const home = await bo.instance();
  await bo.page.getByRole("button", { name: `Kill ${home}` }).click();
  await bo.vanished.first().waitFor();
  await bo.isIn();
  await bo.card(home).getByText("dead").waitFor();
  await bo.vanished.first().getByText("no instance knows it any more").waitFor();
  await show("kill", bo);
  await lab.restart(home);

  await bo.openLab();
  await bo.lab.getByRole("button", { name: "Run the experiment" }).click();
  await bo.lab
    .getByRole("status", { name: "Experiment" })
    .getByText(/as predicted|contradicted/)
    .waitFor({
      timeout: 400_000,
    });
  await bo.lab.getByRole("table", { name: "Messages that never reached somebody" }).scrollIntoViewIfNeeded();
  await show("experiment", bo);
  await bosBrowser.close();

  const phone = await enter(await browserOn("chat-1", PHONE), "Eve");
  const fay = await enter(await browserOn("chat-2"), "Fay");
  await phone.say("on my way");
  await fay.say("where are you all?");
  await phone.hears("you cannot see · Fay");
  await show("phone", phone);
  await phone.page.context().close();

  await fay.page.getByRole("switch", { name: "Shared state" }).click();
  await fay.page.getByText("Every instance keeps its rooms in one Redis now").first().waitFor({ timeout: 60_000 });
  await fay.page.context().close();
  const gil = await enter(await browserOn("chat-2"), "Gil");
  const hal = await enter(await browserOn("chat-3"), "Hal");
  const ida = await enter(await browserOn("chat-1"), "Ida");
  await gil.say("is the deploy still at four?");
  await hal.say("yes, and now I can see you");
  await ida.say("and I can see both of you");
  await gil.message("I can see both of you").waitFor();
  await gil.verdict.getByText("Everyone in #lobby sees the same room").waitFor();
  for (const text of ["still at four", "now I can see", "both of you"]) await gil.holdsEverywhere(text);
  await show("shared-state", gil);
  for (const person of [gil, hal, ida]) await person.page.context().close();
}

/** Does it until it leads to another instance: round robin takes turns, and other requests take some of them. */
async function comeElsewhere(person: RoomPage, move: () => Promise<void>): Promise<void> {
  const before = await person.instance();
  for (let tries = 0; tries < 20; tries += 1) {
    await move();
    if ((await person.instance()) !== before) return;
  }
  throw new Error(`twenty times in a row to ${before}`);
}

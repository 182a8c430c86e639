import { expect, type Locator, type Page } from "@playwright/test";

/** The chat as one person sees it in one window. */
export class RoomPage {
  readonly page: Page;
  readonly name: string;
  readonly room: string;
  readonly messages: Locator;
  readonly vanished: Locator;
  readonly members: Locator;
  readonly outOfSight: Locator;
  readonly verdict: Locator;
  readonly moved: Locator;
  readonly connection: Locator;
  readonly timeline: Locator;
  readonly stickiness: Locator;
  readonly input: Locator;
  readonly versions: Locator;
  readonly rooms: Locator;
  readonly lab: Locator;
  readonly instances: Locator;
  readonly unheard: Locator;

  constructor(page: Page, name: string, room: string) {
    this.page = page;
    this.name = name;
    this.room = room;
    const log = page.getByRole("log", { name: "Messages" });
    this.messages = log.getByRole("article").filter({ hasNotText: "vanished" });
    this.vanished = log.getByRole("article").filter({ hasText: "vanished" });
    this.moved = log.getByRole("separator").filter({ hasText: "You moved" });
    this.members = page.getByRole("list", { name: "Members with you" });
    this.outOfSight = page.getByRole("list", { name: "Members out of your sight" });
    this.verdict = page.getByRole("status", { name: "Verdict" });
    this.connection = page.getByRole("group", { name: "Connection" });
    this.timeline = page.getByRole("list", { name: "Timeline" });
    this.stickiness = page.getByRole("switch", { name: "Stickiness" });
    this.input = page.getByRole("textbox", { name: `Message #${room}`, exact: true });
    this.versions = page.getByRole("table", { name: "Versions of this room" });
    this.rooms = page.getByRole("list", { name: "Rooms" });
    this.lab = page.getByRole("region", { name: "Lab" });
    this.instances = page.getByRole("list", { name: "Instances" });
    this.unheard = page.getByRole("region", { name: "Said where you cannot hear it" });
  }

  async open(url: string, transport?: string): Promise<void> {
    const query = new URLSearchParams({ room: this.room, name: this.name, ...(transport ? { transport } : {}) });
    await this.page.goto(`${url}/?${query}`);
  }

  /** Waits until this window is in the room. */
  async isIn(): Promise<void> {
    await expect(this.input).toBeEnabled();
  }

  async say(text: string): Promise<void> {
    await this.input.fill(text);
    await this.input.press("Enter");
    await expect(this.message(text)).toBeVisible();
  }

  async openLab(): Promise<void> {
    await this.page.getByRole("button", { name: "Lab", exact: true }).click();
    await expect(this.lab).toBeVisible();
  }

  /** Versions, timeline and people at the side; they open by themselves at the first split. */
  async openDetails(): Promise<void> {
    const button = this.page.getByRole("button", { name: "Details", exact: true });
    if ((await button.getAttribute("aria-expanded")) !== "true") await button.click();
    await expect(button).toHaveAttribute("aria-expanded", "true");
  }

  /** The answer to one of the four questions, like "yes: one WebSocket stays where it is". */
  answer(question: string): Locator {
    return this.page
      .getByRole("region", { name: "Four answers" })
      .getByRole("definition")
      .and(this.page.locator(`dt:text-is("${question}") + dd`));
  }

  /** An instance on the path. */
  card(instance: string): Locator {
    return this.instances.locator("li > :first-child").filter({ hasText: instance });
  }

  /** Goes where somebody else is, by the balancer's cookie. */
  async moveTo(person: string): Promise<void> {
    await this.page.getByRole("button", { name: `go there where ${person} is` }).click();
    await this.page.getByRole("button", { name: `Move me to ${person}'s instance` }).click();
  }

  /** Chooses from the menu of an instance on the path. */
  async toInstance(instance: string, choice: string): Promise<void> {
    await this.page.getByRole("button", { name: new RegExp(`^${instance} `) }).click();
    await this.page.getByRole("group", { name: instance }).getByRole("button", { name: choice }).click();
  }

  /** Waits until it is known of every instance whether it holds this message. */
  async seesMarks(text: string): Promise<void> {
    await expect(this.message(text)).toContainText("held by");
    await expect(this.message(text)).not.toContainText("not known of");
  }

  /** Waits until every instance is known to hold this message. */
  async holdsEverywhere(text: string): Promise<void> {
    await expect(this.message(text)).toContainText("held by");
    await expect(this.message(text)).not.toContainText(/not (by|known of)/);
  }

  /** Waits until this is said of what is out of earshot. */
  async hears(words: string): Promise<void> {
    await expect(this.unheard).toContainText(words);
  }

  message(text: string): Locator {
    return this.messages.filter({ hasText: text });
  }

  /** What this window holds now, oldest first, without what vanished. */
  texts(): Promise<string[]> {
    return this.messages.getByTestId("text").allTextContents();
  }

  /** The name of the instance that serves this window. */
  async instance(): Promise<string> {
    const shown = this.connection.locator(".instance-name");
    await expect(shown).toBeVisible();
    return ((await shown.textContent()) ?? "").trim();
  }

  /** Nobody looks at this window any more, as far as its page can tell: a headless browser hides none by itself. */
  async hide(): Promise<void> {
    await this.page.evaluate(() => {
      Object.defineProperty(document, "hidden", { get: () => true });
      Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
      document.dispatchEvent(new Event("visibilitychange"));
    });
  }

  /** Reloads, and waits until this window is in the room again. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.isIn();
  }
}

import { expect, test } from "../fixtures.ts";
import type { RoomPage } from "../room-page.ts";
import { spilling } from "./spilling.ts";

test("rooms: another one, unread counts in the list and in the title, back again", async ({ lab, enter, room }) => {
  const ada = await enter(lab, "Ada");
  const bo = await enter(lab, "Bo", { sameBrowserAs: ada });
  const other = `${room}-2`;
  await ada.page.getByRole("textbox", { name: "Room to join" }).fill(`#${other}`);
  await ada.page.getByRole("button", { name: "Join room" }).click();
  await expect(ada.page.getByRole("textbox", { name: `Message #${other}` })).toBeEnabled();
  await bo.say("still there?");
  await expect(ada.rooms.getByRole("button", { name: `#${room} 1 unread` })).toBeVisible();
  await expect(ada.page).toHaveTitle(`(1) #${other} · Sticky Rooms`);
  await ada.rooms.getByRole("button", { name: `#${room} 1 unread` }).click();
  await expect(ada.message("still there?")).toBeVisible();
  await expect(ada.page).toHaveTitle(`#${room} · Sticky Rooms`);
  await ada.page.getByRole("button", { name: `Leave #${other}` }).click();
  await expect(ada.page.getByRole("button", { name: `Leave #${other}` })).toHaveCount(0);
});

test("people: who comes, goes, types, and has another name", async ({ lab, enter }) => {
  const ada = await enter(lab, "Ada");
  const bo = await enter(lab, "Bo", { sameBrowserAs: ada });
  await expect(ada.page.getByText("Bo joined")).toBeVisible();
  await bo.input.pressSequentially("he");
  await expect(ada.page.getByText("Bo is typing …")).toBeVisible();
  await bo.input.fill("");
  await expect(ada.page.getByText("Bo is typing …")).toHaveCount(0);

  await bo.page.getByRole("button", { name: "Bo: change nickname" }).click();
  await bo.page.getByRole("textbox", { name: "Nickname" }).fill("Ada");
  await bo.page.getByRole("button", { name: "Change", exact: true }).click();
  // The same browser under the same name is the same person.
  await expect(ada.members.getByText("2 windows")).toBeVisible();
  await bo.page.close();
  await expect(ada.members.getByText("2 windows")).toHaveCount(0);
});

test("a name that is taken on this instance is refused with a sentence, in the form", async ({ startLab, enter }) => {
  const lab = await startLab({ instances: 1 });
  await enter(lab, "Ada");
  const other = await enter(lab, "Ada", { waitForRoom: false });
  await expect(other.page.getByRole("alert")).toContainText("Ada");
  await expect(other.page.getByRole("textbox", { name: "Nickname" })).toHaveAttribute("aria-invalid", "true");
  await other.page.getByRole("textbox", { name: "Nickname" }).fill("Bo");
  await other.page.getByRole("button", { name: "Join" }).click();
  await expect(other.members.getByText("Bo", { exact: true })).toBeVisible();
});

test("text cannot harm: markup is text, links are safe, long words and other scripts fit", async ({ lab, enter }) => {
  const ada = await enter(lab, "Ada");
  await ada.say('<img src=x onerror="document.title=1"> <b>bold</b>');
  await ada.say("see https://example.com/a?b=c&d=<x> and javascript:alert(1) and www.example.com");
  await ada.say("w".repeat(600));
  await ada.say("مرحبا بالعالم 123 👨‍👩‍👧‍👦 שלום");
  await expect(ada.message("<b>bold</b>")).toBeVisible();
  await expect(ada.messages.locator("img, b")).toHaveCount(0);
  const link = ada.messages.getByRole("link");
  await expect(link).toHaveCount(1);
  await expect(link).toHaveAttribute("href", "https://example.com/a?b=c&d=");
  await expect(link).toHaveAttribute("rel", /noopener/);
  await expect.poll(() => spilling(ada.page)).toEqual([]);
});

test("a name of 64 emoji and a very long one break nothing, on a phone either", async ({ lab, enter }) => {
  const name = "👨‍👩‍👧‍👦".repeat(64);
  const ada = await enter(lab, "Ada");
  const bo = await enter(lab, name, { sameBrowserAs: ada });
  await enter(lab, "W".repeat(64), { sameBrowserAs: ada });
  await bo.say("hello");
  await expect(ada.message("hello")).toBeVisible();
  for (const width of [1440, 1024, 390]) {
    await ada.page.setViewportSize({ width, height: 844 });
    await expect.poll(() => spilling(ada.page)).toEqual([]);
  }
});

test("several who type at once are named, as far as there is room, and the others counted", async ({ lab, enter }) => {
  const ada = await enter(lab, "Ada");
  const names = ["Bo", "שלום", "👨‍👩‍👧‍👦".repeat(64), "W".repeat(64)];
  const others: RoomPage[] = [];
  for (const name of names) others.push(await enter(lab, name, { sameBrowserAs: ada }));
  const note = ada.page.getByText(/and 1 other are typing …$/);
  // A notice ends by itself after a while, and each of four browsers may take a while: all type, until all are seen at once.
  await expect(async () => {
    await Promise.all(others.map(({ input }) => input.pressSequentially("a")));
    await expect(note).toBeVisible({ timeout: 4_000 });
    expect(await note.evaluate(({ parentElement: line }) => line!.scrollWidth - line!.clientWidth)).toBe(0);
  }).toPass();
});

test("several lines, and the keyboard alone", async ({ lab, enter }) => {
  const ada = await enter(lab, "Ada");
  await ada.input.press("a");
  await ada.input.press("Shift+Enter");
  await ada.input.press("b");
  await ada.input.press("Enter");
  await expect(ada.message("a\nb").getByTestId("text")).toHaveText("a\nb", { useInnerText: true });
  await expect(ada.input).toBeFocused();
});

test("the list never jumps: who reads above stays there and is told what is new; older messages come on top", async ({
  lab,
  enter,
}) => {
  const ada = await enter(lab, "Ada");
  const bo = await enter(lab, "Bo", { sameBrowserAs: ada });
  await ada.page.setViewportSize({ width: 1440, height: 600 });
  await bo.openLab();
  await bo.lab.getByRole("button", { name: "Send 20 numbered messages" }).click();
  await expect(ada.message("20 of 20")).toBeVisible();
  const first = ada.messages.filter({ has: ada.page.getByText(/^1 of 20/) });
  const log = ada.page.getByRole("log", { name: "Messages" });
  await log.focus();
  await ada.page.keyboard.press("Home");
  await expect(first).toBeInViewport();
  const before = await first.boundingBox();
  await bo.say("something new");
  await expect(ada.page.getByRole("button", { name: "1 new" })).toBeVisible();
  expect(await first.boundingBox()).toEqual(before);
  await ada.page.getByRole("button", { name: "1 new" }).click();
  await expect(ada.message("something new")).toBeInViewport();
});

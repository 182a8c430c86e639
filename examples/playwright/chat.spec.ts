import { expect, test } from "sticky-rooms/playwright";

test.use({ albOptions: { command: ["node", "examples/playwright/server.mjs"], instances: 2 } });

test("a reload stays on its instance, until that instance is killed", async ({ alb, person }) => {
  const page = await (await person()).newPage();
  await page.goto(alb.url);
  const home = await alb.instanceOf(page);
  await page.reload();
  expect(await alb.instanceOf(page)).toBe(home);
  await alb.kill(home!);
  await expect(async () => {
    await page.reload();
    expect(await alb.instanceOf(page)).not.toBe(home);
  }).toPass();
});

test("two people on two instances do not hear each other", async ({ alb, person }) => {
  const ada = await (await person()).newPage();
  const bo = await (await person()).newPage();
  for (const page of [ada, bo]) {
    await page.goto(alb.url);
  }
  expect(await alb.instanceOf(ada)).not.toBe(await alb.instanceOf(bo));
  for (const page of [ada, bo]) {
    await page.getByRole("textbox").fill("hello");
    await page.getByRole("button", { name: "Send" }).click();
    await expect(page.getByRole("listitem")).toHaveText(["hello"]);
  }
});

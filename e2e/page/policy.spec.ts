import { expect, test } from "../fixtures.ts";

test("the page keeps to its own strict policy, logs no error, and loads nothing from elsewhere @control", async ({
  lab,
  browser,
}) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const complaints: string[] = [];
  const strangers: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    const isOurs = [lab.url, lab.control.url, "data:"].some((start) => request.url().startsWith(start));
    if (!isOurs) strangers.push(request.url());
  });
  const answer = await page.goto(`${lab.url}/?room=policy&name=Ada`);
  const policy = answer!.headers()["content-security-policy"]!;
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe-|\*/);

  await expect(page.getByRole("switch", { name: "Stickiness" })).toBeVisible();
  await page.getByRole("button", { name: "Lab", exact: true }).click();
  await expect(page.getByRole("region", { name: "Lab" })).toBeVisible();
  const [instance] = lab.instances;
  await page.getByRole("button", { name: new RegExp(`^${instance} `) }).click();
  await expect(page.getByRole("group", { name: instance! })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Ada: change nickname" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(complaints).toEqual([]);
  expect(strangers).toEqual([]);
  await context.close();
});

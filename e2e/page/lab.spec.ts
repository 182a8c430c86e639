import { expect, QUICK_HEALTH_CHECKS, test } from "../fixtures.ts";

test("each control says what it will do, and afterwards what was seen", async ({ lab, enter }) => {
  const ada = await enter(lab, "Ada", { browser: { permissions: ["clipboard-read", "clipboard-write"] } });
  const home = await ada.instance();
  await ada.openLab();

  const inLogs = ada.lab.getByRole("group", { name: "In the logs" });
  await inLogs.getByRole("button", { name: "Copy the command" }).click();
  await expect(inLogs.getByRole("status", { name: "Copy" })).toHaveText("Copied");
  const command = await ada.page.evaluate(() => navigator.clipboard.readText());
  const health = await ada.page.evaluate(async () => (await fetch("/health")).text());
  const { active_clients } = JSON.parse(health) as { active_clients: string[] };
  expect(active_clients.map((id) => `npm run logs -- --client=${id}`)).toContain(command);

  await ada.lab.getByRole("button", { name: "Send 20 numbered messages" }).click();
  await expect(ada.lab.getByText(`20 accepted by ${home}`)).toBeVisible();
  await expect(ada.message("20 of 20")).toBeVisible();
  const charted = (title: string) => ada.lab.getByRole("list", { name: `${title}, last two minutes` });
  await expect(charted("Open connections").getByRole("listitem")).toHaveText(
    ["chat-1", "chat-2", "chat-3"].map((name) => new RegExp(`${name} ${name === home ? "[1-9]" : "\\d"}`)),
  );
  // 20 within the time between two looks.
  await expect(charted("Messages").getByText("in", { exact: true })).toBeVisible();
  await expect(charted("Messages").getByRole("listitem").first()).toHaveText(/at most (?!0)[\d.]+ \/s/);

  const drop = ada.page.getByRole("button", { name: "Drop my connection" });
  await drop.hover();
  await expect(ada.page.getByText(`your cookie leads back to ${home}.`)).toBeVisible();
  await drop.click();
  await expect(ada.page.getByText(`Back on ${home}; the session was recovered`).first()).toBeVisible();
  await expect(ada.connection).toContainText("recovered");

  await ada.lab.getByRole("button", { name: "Forget my cookie" }).click();
  await expect(ada.connection).toContainText("no stickiness cookie");
  expect(await ada.instance()).toBe(home);

  await ada.lab.getByRole("button", { name: "Disconnect" }).click();
  await expect(ada.connection).toContainText("disconnected");
  await ada.lab.getByRole("button", { name: "Reconnect" }).click();
  await ada.isIn();
});

test("what a lab cannot do is not offered, and the page says why", async ({ startLab, enter }) => {
  const lab = await startLab({ instances: 2 });
  const obstacles = {
    attributes: "Terraform decides that",
    add: "there is no place for another",
    drain: null,
    processes: "somebody else runs them",
    experiment: "there is no room for labs",
  };
  const ada = await enter(lab, "Ada", {
    before: (page) =>
      page.route(`${lab.controlUrl}/state`, async (route) => {
        const response = await route.fetch();
        const state = (await response.json()) as { lab: object };
        await route.fulfill({ response, json: { ...state, lab: { ...state.lab, obstacles } } });
      }),
  });
  await ada.isIn();
  await expect(ada.page.getByRole("button", { name: "Drop my connection" })).toBeVisible();
  await expect(ada.page.getByRole("button", { name: /^Kill/ })).toHaveCount(0);

  await ada.stickiness.focus();
  await ada.page.keyboard.press("Enter");
  await expect(ada.page.getByText("Not from here: Terraform decides that.")).toBeVisible();
  await expect(ada.stickiness).toBeChecked();
  await expect(ada.stickiness).toBeDisabled();

  await ada.openLab();
  await expect(ada.lab.getByText("None is added from here: there is no place for another.")).toBeVisible();
  await expect(ada.lab.getByText("Not from here: there is no room for labs.")).toBeVisible();
  await expect(ada.lab.getByRole("combobox", { name: "Algorithm" })).toBeDisabled();
  await expect(ada.lab.getByRole("button", { name: /Add|experiment/ })).toHaveCount(0);
  await ada.page.getByRole("button", { name: "Close the lab" }).click();

  const mine = await ada.instance();
  await ada.page.getByRole("button", { name: new RegExp(`^${mine} `) }).click();
  const menu = ada.page.getByRole("group", { name: mine });
  await expect(menu.getByRole("button")).toHaveText([`Drain ${mine}`]);
  await expect(menu.getByText("Not from here: somebody else runs them.")).toBeVisible();
  await ada.page.unrouteAll({ behavior: "ignoreErrors" });
});

test("the balancer's attributes are changed where the balancer says so", async ({ startLab, enter }) => {
  const lab = await startLab();
  const ada = await enter(lab, "Ada");
  await ada.openLab();
  await ada.lab.getByRole("combobox", { name: "Cookie duration" }).selectOption("60");
  await expect(ada.lab.getByText("The cookie lasts 60 s")).toBeVisible();
  const algorithm = ada.lab.getByRole("combobox", { name: "Algorithm" });
  await expect(algorithm.getByRole("option", { name: "weighted_random" })).toBeDisabled();
  await ada.stickiness.click();
  await algorithm.selectOption("weighted_random");
  await expect(ada.lab.getByText("The algorithm is weighted_random")).toBeVisible();
  const { attributes } = lab.balancer.state().targetGroup;
  expect(attributes["stickiness.lb_cookie.duration_seconds"]).toBe("60");
  expect(attributes["load_balancing.algorithm.type"]).toBe("weighted_random");
});

test("instances: add, pause, resume, drain, kill, remove, restart, each from its card", async ({ startLab, enter }) => {
  const lab = await startLab({
    balancer: QUICK_HEALTH_CHECKS,
  });
  const ada = await enter(lab, "Ada");
  const mine = await ada.instance();
  const other = ["chat-1", "chat-2", "chat-3"].find((instance) => instance !== mine)!;
  const card = ada.page.getByRole("button", { name: new RegExp(`^${other} `) });
  await ada.openLab();
  await ada.lab.getByRole("button", { name: "Add an instance" }).click();
  await expect(ada.lab.getByText("chat-4 is healthy and takes new visitors")).toBeVisible();
  await ada.page.getByRole("button", { name: "Close the lab" }).click();

  const added = ada.page.getByRole("button", { name: /^chat-4 / });
  await ada.toInstance("chat-4", "Kill chat-4");
  await expect(added).toContainText("dead");
  await ada.toInstance("chat-4", "Remove chat-4");
  await expect(added).toHaveCount(0);

  await ada.toInstance(other, `Pause ${other}`);
  await expect(card).toContainText("paused");
  await ada.toInstance(other, `Resume ${other}`);
  await expect(card).not.toContainText(/paused|unhealthy/);
  await ada.toInstance(other, `Kill ${other}`);
  await expect(card).toContainText("dead");
  await ada.toInstance(other, `Restart ${other}`);
  await expect(card).toContainText("nobody");
  await ada.toInstance(other, `Drain ${other}`);
  await expect(card).toContainText(/draining|stopped/);
});

test("the transport is chosen in the page, and the address says so", async ({ lab, enter }) => {
  const ada = await enter(lab, "Ada");
  await ada.openLab();
  await ada.lab.getByRole("combobox", { name: "Transport" }).selectOption("polling");
  await expect(ada.connection).toContainText("polling");
  await expect(ada.page).toHaveURL(/transport=polling/);
  await ada.isIn();
  await ada.lab.getByRole("combobox", { name: "Transport" }).selectOption("default");
  await expect(ada.connection).toContainText("websocket");
  // The lab stands where the details are.
  await ada.page.getByRole("button", { name: "Close the lab" }).click();
  await expect(ada.timeline.getByText("Upgraded to websocket")).toBeVisible();
});

test("windows of one browser share one connection to the control API, and hand it on @control", async ({
  lab,
  enter,
}) => {
  const first = await enter(lab, "Ada");
  const others = [];
  // With as many streams as a browser has connections to one host, nothing else would get through.
  for (let count = 0; count < 6; count += 1) others.push(await enter(lab, "Ada", { sameBrowserAs: first }));
  await others.at(-1)!.stickiness.click();
  for (const window of [first, ...others]) await expect(window.stickiness).not.toBeChecked();

  await first.hide();
  await others[0]!.stickiness.click();
  for (const window of others) await expect(window.stickiness).toBeChecked();

  await others.shift()!.page.close();
  await others[0]!.stickiness.click();
  for (const window of others) await expect(window.stickiness).not.toBeChecked();
});

test("without a control API there are no dead controls, and the page still sees the split", async ({
  startLab,
  enter,
}) => {
  const lab = await startLab({ env: { CONTROL_URL: "" } });
  const ada = await enter(lab, "Ada");
  await expect(ada.versions.getByRole("row", { name: /chat-3/ })).toBeVisible();
  await expect(ada.stickiness).toHaveCount(0);
  await expect(ada.page.getByRole("button", { name: /^Kill/ })).toHaveCount(0);
  await ada.openLab();
  await expect(ada.lab.getByRole("button", { name: "Add an instance" })).toHaveCount(0);
  await expect(ada.lab).toContainText("terraform apply -var stickiness_enabled=false");
});

test("the timeline is filtered and copied as JSON", async ({ lab, enter }) => {
  const ada = await enter(lab, "Ada");
  await ada.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await ada.say("hello");
  await expect(ada.timeline.getByText(/accepted by/)).toBeVisible();
  await ada.page.getByRole("combobox", { name: "Timeline filter" }).selectOption("connection");
  await expect(ada.timeline.getByText(/accepted by/)).toHaveCount(0);
  await ada.page.getByRole("button", { name: "Copy timeline as JSON" }).click();
  const copied = JSON.parse(await ada.page.evaluate(() => navigator.clipboard.readText())) as { kind: string }[];
  expect(copied.map((entry) => entry.kind)).toContain("connected");
  expect(copied.map((entry) => entry.kind)).not.toContain("message-out");
});

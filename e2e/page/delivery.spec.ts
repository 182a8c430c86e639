import { expect, test } from "../fixtures.ts";

test("a message without an answer is unknown, not lost; sent again it is there once", async ({ startLab, enter }) => {
  const lab = await startLab({ instances: 1, env: { PING_INTERVAL_MS: "25000", PING_TIMEOUT_MS: "20000" } });
  const ada = await enter(lab, "Ada");
  const bo = await enter(lab, "Bo");
  lab.pause("chat-1");
  await ada.say("are you there?");
  await expect(ada.message("are you there?")).toContainText("sending");
  await expect(ada.message("are you there?")).toContainText("No answer: it may or may not have arrived");
  lab.resume("chat-1");
  // It had arrived: the room's own copy settles it.
  await expect(bo.message("are you there?")).toHaveCount(1);
  await expect(ada.message("are you there?")).toContainText("accepted by chat-1");
  await expect(ada.message("are you there?")).toHaveCount(1);
});

test("what is too long is not sent, and stays in the field", async ({ startLab, enter }) => {
  const lab = await startLab({ instances: 1, env: { TEXT_LENGTH: "20" } });
  const ada = await enter(lab, "Ada");
  await ada.input.fill("x".repeat(21));
  await expect(ada.page.getByText("1 too many")).toBeVisible();
  await ada.input.press("Enter");
  await expect(ada.page.getByRole("alert")).toContainText("A message has at most 20 characters");
  await expect(ada.input).toHaveValue("x".repeat(21));
  await ada.say("short enough");
  await expect(ada.message("short enough")).toContainText("accepted by");
});

test("what is refused says so, and can be sent again or forgotten", async ({ startLab, enter }) => {
  const lab = await startLab({ instances: 1, env: { MESSAGES_PER_SECOND: "1", MESSAGES_BURST: "2" } });
  const ada = await enter(lab, "Ada");
  for (const text of ["a1", "a2", "a3", "a4"]) await ada.say(text);
  const refused = ada.messages.filter({ hasText: "Refused: too many messages at once" });
  await expect(refused.first()).toBeVisible();
  const text = (await refused.first().getByTestId("text").textContent())!;
  await expect(async () => {
    await ada.message(text).getByRole("button", { name: "send again" }).click({ timeout: 1_000 });
    await expect(ada.message(text)).toContainText("accepted by", { timeout: 1_000 });
  }).toPass();
  await expect(ada.message(text)).toHaveCount(1);
});

test("without a connection nothing is sent and the draft stays", async ({ lab, enter }) => {
  const ada = await enter(lab, "Ada");
  await ada.openLab();
  await ada.lab.getByRole("button", { name: "Disconnect" }).click();
  await expect(ada.connection).toContainText("disconnected");
  await expect(ada.page.getByRole("button", { name: "Send", exact: true })).toBeDisabled();
  await ada.connection.getByRole("button", { name: "Reconnect" }).click();
  await ada.isIn();
});

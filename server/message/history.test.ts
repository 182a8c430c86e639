import { expect, test } from "vitest";
import { startChat } from "../fixtures/start-chat.ts";

test("is read backwards, a page at a time, and says whether there is more", async () => {
  const chat = await startChat({ joinMessages: 2 });
  const ada = await chat.connect();
  const { roomId } = await ada.join("Ada");
  for (let n = 1; n <= 7; n += 1) await ada.say(`message ${n}`);
  const bo = await chat.connect();
  const joined = await bo.join("Bo");
  expect(joined.messages.map(({ seq }) => seq)).toEqual([6, 7]);

  const page = async (before: number) => {
    const reply = await bo.ask("message:history", { room: "lobby", before, limit: 3 });
    if (!reply.ok) throw new Error(reply.message);
    expect(reply.data).toMatchObject({ room: "lobby", roomId });
    return [reply.data.messages.map(({ seq }) => seq), reply.data.more];
  };
  expect(await page(6)).toEqual([[3, 4, 5], true]);
  expect(await page(3)).toEqual([[1, 2], false]);
  expect(await page(1)).toEqual([[], false]);
});

test("keeps the newest messages of a room only, and is for its members only", async () => {
  const chat = await startChat({ historyMessages: 3 });
  const ada = await chat.connect();
  await ada.join("Ada");
  for (let n = 1; n <= 5; n += 1) await ada.say(`message ${n}`);
  const reply = await ada.ask("message:history", { room: "lobby", before: 99 });
  expect(reply.ok && [reply.data.messages.map(({ seq }) => seq), reply.data.more]).toEqual([[3, 4, 5], false]);
  const outside = await chat.connect();
  expect(await outside.ask("message:history", { room: "lobby", before: 99 })).toMatchObject({ code: "not-joined" });
});

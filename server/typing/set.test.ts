import { expect, test } from "vitest";
import { startChat } from "../fixtures/start-chat.ts";

test("the others in the room see who is typing, and who stopped", async () => {
  const chat = await startChat();
  const [ada, bo] = [await chat.connect(), await chat.connect()];
  const { self } = await ada.join("Ada");
  await bo.join("Bo");
  for (const typing of [true, false]) {
    expect(await ada.ask("typing:set", { room: "lobby", typing })).toEqual({ ok: true, data: { room: "lobby" } });
    expect(await bo.when("typing:changed", { typing })).toEqual({
      room: "lobby",
      member: self.id,
      name: "Ada",
      typing,
    });
  }
  expect(ada.got("typing:changed")).toEqual([]);
});

test("is refused from outside the room, and in a flood, which messages do not suffer from", async () => {
  const chat = await startChat({ typingBurst: 2, typingPerSecond: 1 });
  const ada = await chat.connect();
  const typing = () => ada.ask("typing:set", { room: "lobby", typing: true });
  expect(await typing()).toMatchObject({ ok: false, code: "not-joined" });
  await ada.join("Ada");
  expect((await typing()).ok).toBe(true);
  expect(await typing()).toMatchObject({ ok: false, code: "rate-limited" });
  expect((await ada.say("still heard")).message.seq).toBe(1);
});

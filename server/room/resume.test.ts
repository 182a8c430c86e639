import { expect, test } from "vitest";
import type { ChatClient } from "../fixtures/connect-client.ts";
import { startChat } from "../fixtures/start-chat.ts";

/** Breaks the connection off and comes back, `meanwhile` in between. */
async function breakOffAndReturn(client: ChatClient, meanwhile: () => Promise<unknown>) {
  const [gone, back] = (["disconnect", "connect"] as const).map(
    (event) => new Promise<void>((resolve) => client.socket.once(event, () => resolve())),
  );
  client.breakOff();
  await gone;
  await meanwhile();
  client.socket.connect();
  await back;
}

test("a recovered connection is put back into its rooms and given what it missed, once", async () => {
  const chat = await startChat();
  const [ada, bo] = [await chat.connect(), await chat.connect()];
  await ada.join("Ada");
  const { self } = await bo.join("Bo");
  await ada.say("before");
  await bo.when("message:sent", { text: "before" });
  const id = bo.socket.id;

  await breakOffAndReturn(bo, async () => {
    await ada.when("member:left");
    await ada.say("meanwhile");
  });
  expect(bo.socket.recovered).toBe(true);
  expect(bo.socket.id).toBe(id);
  await bo.when("message:sent", { text: "meanwhile" });
  expect((await bo.when("member:joined")).member).toEqual(self);
  expect((await ada.when("member:joined", { member: self })).member).toEqual(self);
  expect((await bo.say("back")).message.member).toBe(self.id);
  await bo.when("message:sent", { text: "back" });
  expect(bo.got("message:sent").map(({ text }) => text)).toEqual(["before", "meanwhile", "back"]);
  await chat.line("joined again", { client: id!, name: "Bo" });
  expect(await chat.metric('chat_connections_total{recovered="true"}')).toBe(1);
});

test("who finds its name taken is told, is out of the room, and can join under another", async () => {
  const chat = await startChat();
  const [ada, bo] = [await chat.connect(), await chat.connect()];
  await ada.join("Ada");
  await bo.join("Bo");
  await breakOffAndReturn(bo, async () => {
    await ada.when("member:left");
    const impostor = await chat.connect();
    expect(await impostor.ask("room:join", { room: "lobby", name: "Bo", person: "another-secret" })).toMatchObject({
      ok: true,
    });
  });
  expect(bo.socket.recovered).toBe(true);
  expect(await bo.when("request:refused")).toMatchObject({ event: "room:join", room: "lobby", code: "name-taken" });
  await ada.say("not for who is outside");
  expect((await bo.join("Bo Two")).messages.map(({ text }) => text)).toEqual(["not for who is outside"]);
  expect(bo.got("message:sent")).toEqual([]);
});

test("beyond its time nothing is recovered: a new connection, in no room", async () => {
  const chat = await startChat({ recoveryMs: 1 });
  const ada = await chat.connect();
  await ada.join("Ada");
  await breakOffAndReturn(ada, async () => {
    const { time } = await chat.line("disconnected");
    await expect.poll(() => Date.now()).toBeGreaterThan(Number(time) + 1);
  });
  expect(ada.socket.recovered).toBe(false);
  expect(await ada.ask("message:send", { room: "lobby", id: "message-1", text: "hello" })).toMatchObject({
    code: "not-joined",
  });
});

test("who missed more than is kept is not recovered, and asks the room's history instead", async () => {
  const chat = await startChat({ recoveryPackets: 4 });
  const [ada, bo] = [await chat.connect(), await chat.connect()];
  await ada.join("Ada");
  const { roomId } = await bo.join("Bo");
  await ada.say("1");
  await bo.when("message:sent", { text: "1" });
  await breakOffAndReturn(bo, async () => {
    await ada.when("member:left");
    for (let n = 2; n <= 9; n += 1) await ada.say(String(n));
  });
  expect(bo.socket.recovered).toBe(false);
  const back = await bo.join("Bo", "lobby", { roomId, seq: 1 });
  expect(back).toMatchObject({ version: "same", gap: false });
  expect(back.messages.map(({ text }) => text).join("")).toBe("23456789");
});

test("a session is taken up once: who comes second with it gets one of its own, and keeps it when the first ends", async () => {
  const chat = await startChat();
  const [ada, bo] = [await chat.connect(), await chat.connect()];
  await ada.join("Ada");
  const { roomId } = await bo.join("Bo");
  await ada.say("before");
  await bo.when("message:sent", { text: "before" });
  const { id, _pid: pid, _lastOffset: offset } = bo.socket as unknown as Record<string, string>;
  bo.breakOff();
  await ada.when("member:left");

  const first = await chat.connect({ auth: { pid, offset } });
  const second = await chat.connect({ auth: { pid, offset } });
  expect(first.socket.id).toBe(id);
  expect(second.socket.id).not.toBe(id);
  await second.join("Bo", "lobby", { roomId, seq: 1 });
  first.breakOff();
  await chat.line("disconnected", { client: first.socket.id! });
  await ada.say("after");
  await second.when("message:sent", { text: "after" });
  expect((await second.say("I am still here")).message.name).toBe("Bo");
});

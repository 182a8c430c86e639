import { expect, test } from "vitest";
import { openPolling } from "../fixtures/open-polling.ts";
import { startChat } from "../fixtures/start-chat.ts";

interface Health {
  connections: number;
  active_clients: string[];
}

test("sessions that never joined are no people: nobody is shown, and they are gone after a while", async () => {
  const chat = await startChat({ connectTimeoutMs: 500, roomListMs: 0 });
  const ada = await chat.connect();
  const health = async () => (await (await fetch(`${chat.url}/health`)).json()) as Health;
  // What failed attempts without stickiness leave behind: a handshake, and a chat that nobody joined.
  await openPolling(chat.url);
  const connected = await openPolling(chat.url);
  await connected.post("40");
  await expect.poll(health).toMatchObject({ connections: 2 });
  expect(await chat.metric("chat_engine_sessions")).toBe(3);

  const { members } = await ada.join("Ada");
  expect(members.map(({ name }) => name)).toEqual(["Ada"]);
  expect(await ada.ask("room:list", {})).toMatchObject({ data: { rooms: [{ people: 1 }] } });
  const report = (await (await fetch(`${chat.url}/api/instance`)).json()) as { rooms: { members: object[] }[] };
  expect(report.rooms.map((room) => room.members.length)).toEqual([1]);

  await expect.poll(() => chat.metric("chat_engine_sessions"), { timeout: 5_000 }).toBe(2);
  expect(ada.got("member:joined")).toEqual([]);
});

test("one that stops answering is gone after the ping timeout, and its member with it", async () => {
  // Long enough that it has joined by then, on a busy machine too.
  const chat = await startChat({ pingIntervalMs: 100, pingTimeoutMs: 1_000 });
  const ada = await chat.connect();
  await ada.join("Ada");
  const session = await openPolling(chat.url);
  await session.post("40");
  await session.post('421["room:join",{"room":"lobby","name":"Ghost","person":"secret-of-Ghost"}]');
  expect((await ada.when("member:joined")).member.name).toBe("Ghost");
  expect(await ada.when("member:left")).toMatchObject({ member: { name: "Ghost" }, why: "disconnected" });
  expect(await chat.line("disconnected", { transport: "polling" })).toMatchObject({ reason: "ping timeout" });
});

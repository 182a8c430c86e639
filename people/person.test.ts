import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ClientToServerEvents, Message, ServerToClientEvents } from "../protocol/events.ts";
import { createPerson, type PersonOptions } from "./person.ts";
import type { PersonEvent } from "./person-event.ts";

const DEADLINE_MS = 10_000;

/** The least of a chat: one room that keeps everything, and a cookie for everybody who asks. */
async function startChat() {
  const cookies: (string | undefined)[] = [];
  const http = createServer((request, response) => {
    cookies.push(request.headers.cookie);
    response.setHeader("Set-Cookie", "pin=A").end("page");
  });
  const server = new Server<ClientToServerEvents, ServerToClientEvents>(http);
  const messages: Message[] = [];
  server.on("connection", (socket) => {
    const limits = {} as Parameters<ServerToClientEvents["instance:welcome"]>[0]["limits"];
    socket.emit("instance:welcome", { instance: "A", bootId: "1", state: "memory", limits, draining: false });
    socket.on("room:join", ({ room, name, lastSeen }, ack) => {
      void socket.join(room);
      const self = { id: name, name, tabs: 1 };
      const missed = messages.filter(({ seq }) => seq > (lastSeen?.seq ?? 0));
      const version = lastSeen ? "same" : "first";
      const answer = { room, roomId: "r1", instance: "A", self, members: [self], seq: messages.length, gap: false };
      ack({ ok: true, data: { ...answer, messages: missed, version } });
    });
    socket.on("message:send", ({ room, id, text }, ack) => {
      const seq = messages.length + 1;
      const message = { id, room, roomId: "r1", seq, name: id.split("-")[0]!, member: "", text, instance: "A", at: 0 };
      messages.push(message);
      server.to(room).emit("message:sent", message);
      ack({ ok: true, data: { message, repeated: false } });
    });
    socket.on("room:leave", ({ room }, ack) => {
      void socket.leave(room);
      ack({ ok: true, data: { room } });
    });
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, cookies };
}

function seat(url: string, name: string, options: Partial<PersonOptions> = {}) {
  const events: PersonEvent[] = [];
  const shown: string[] = [];
  const person = createPerson({
    name,
    url,
    secret: `${name}'s browser`,
    room: "lobby",
    transport: "websocket",
    onEvent: (event) => events.push(event),
    onMessage: ({ text }) => shown.push(text),
    ...options,
  });
  onTestFinished(() => person.close());
  return { person, shown, types: () => events.map(({ type }) => type), events };
}

describe("a simulated person", () => {
  it("comes, talks, and shows what the others say", async () => {
    const { url } = await startChat();
    const [ada, bo] = [seat(url, "Ada"), seat(url, "Bo")];
    expect(await ada.person.arrive(1, DEADLINE_MS)).toBe(true);
    expect(await bo.person.arrive(1, DEADLINE_MS)).toBe(true);
    expect(await ada.person.say("Hello Bo")).toBe("ok");
    expect(await bo.person.barrier()).toBe(true);
    expect(bo.shown[0]).toBe("Hello Bo");
    expect([ada.person.isIn(), ada.person.instance()]).toEqual([true, "A"]);
    expect(bo.events.find(({ type }) => type === "delivered")).toMatchObject({
      person: "Bo",
      sender: "Ada",
      via: "live",
    });
  });

  it("drops, and is given what it missed when it comes back", async () => {
    const { url } = await startChat();
    const [ada, bo] = [seat(url, "Ada"), seat(url, "Bo")];
    await ada.person.arrive(1, DEADLINE_MS);
    await bo.person.arrive(1, DEADLINE_MS);
    bo.person.drop();
    expect(await bo.person.gone(DEADLINE_MS)).toBe(true);
    await ada.person.say("Are you there?");
    expect(bo.shown).toEqual([]);
    await bo.person.arrive(1, DEADLINE_MS);
    expect(bo.shown).toEqual(["Are you there?"]);
  });

  it("leaves in an orderly way, and keeps its cookies", async () => {
    const { url, cookies } = await startChat();
    const { person, types } = seat(url, "Ada");
    await person.loadPage();
    await person.arrive(1, DEADLINE_MS);
    expect(await person.leave()).toBe("ok");
    expect(types().slice(-2)).toEqual(["left", "disconnected"]);
    expect([person.isIn(), person.instance()]).toEqual([false, null]);
    await person.loadPage();
    expect(cookies).toEqual([undefined, "pin=A"]);
    expect(await person.arrive(1, DEADLINE_MS)).toBe(true);
  });

  it("reloads: the same cookies, a window that shows nothing until it is given the room", async () => {
    const { url, cookies } = await startChat();
    const { person, shown } = seat(url, "Ada");
    await person.loadPage();
    await person.arrive(1, DEADLINE_MS);
    await person.say("One");
    await person.barrier();
    shown.length = 0;
    await person.reload();
    expect([person.isIn(), shown, cookies]).toEqual([false, [], [undefined, "pin=A"]]);
    await person.arrive(1, DEADLINE_MS);
    expect(shown[0]).toBe("One");
  });

  it("as a client that keeps no cookies, it never sends one", async () => {
    const { url, cookies } = await startChat();
    const { person } = seat(url, "Ada", { keepsCookies: false });
    await person.loadPage();
    await person.loadPage();
    expect(cookies).toEqual([undefined, undefined]);
  });

  it("gives up after so many attempts where nobody answers", async () => {
    const { person, types } = seat("http://127.0.0.1:1", "Ada", { random: () => 0 });
    expect(await person.arrive(2, DEADLINE_MS)).toBe(false);
    expect(types().filter((type) => type === "attempt")).toHaveLength(2);
    expect(types().at(-1)).toBe("attempt-failed");
  });
});

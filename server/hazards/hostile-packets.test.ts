import { expect, test } from "vitest";
import { startBystanders } from "../fixtures/start-bystanders.ts";
import { startChat } from "../fixtures/start-chat.ts";

const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
const JOIN = '{"room":"lobby","name":"Eve","person":"secret-of-Eve"}';

/** Frames as they go over the WebSocket: 4 is Engine.IO's message, 2 Socket.IO's event. */
test.each<[string, string, string, RegExp]>([
  ['42["no.such.event",{}]', "no.such.event", "unknown-event", /^there is no event "no\.such\.event"$/],
  ['42["__proto__",{}]', "__proto__", "unknown-event", /__proto__/],
  ['42["constructor",{}]', "constructor", "unknown-event", /constructor/],
  ['42["toString"]', "toString", "unknown-event", /toString/],
  ['42["hasOwnProperty",1]', "hasOwnProperty", "unknown-event", /hasOwnProperty/],
  ['42["error",{}]', "error", "unknown-event", /error/],
  ['42["instance:welcome",{}]', "instance:welcome", "unknown-event", /instance:welcome/],
  ["42[7,{}]", "7", "unknown-event", /"7"/],
  [`42["${"x".repeat(50_000)}",{}]`, "x".repeat(64), "unknown-event", /^there is no event "x{64}"$/],
  [`42["no.such.event",${deep(40_000)}]`, "no.such.event", "unknown-event", /no\.such\.event/],
  [`42["room:join",${JOIN}]`, "room:join", "invalid", /^room:join: needs an acknowledgement function$/],
  ['42["message:send"]', "message:send", "invalid", /acknowledgement/],
  [`42["typing:set",${deep(40_000)}]`, "typing:set", "invalid", /acknowledgement/],
])("without an acknowledgement: %.60s is refused in an event", async (frame, event, code, message) => {
  const chat = await startChat();
  const bystanders = await startBystanders(chat);
  const eve = await chat.connect();
  eve.sendRaw(frame);
  const refused = await eve.when("request:refused");
  expect(refused).toMatchObject({ event, ok: false, code });
  expect(refused.message).toMatch(message);
  expect(await eve.ask("room:list", {})).toMatchObject({ ok: true, data: { rooms: [{ people: 2 }] } });
  await bystanders.expectUnharmed();
});

test.each<[string, string, RegExp]>([
  ['["room:join"]', "invalid", /^room:join: carries one request object, not 0$/],
  [`["room:join",${JOIN},${JOIN}]`, "invalid", /^room:join: carries one request object, not 2$/],
  ['["room:join",null]', "invalid", /^request: .*object.* \(not null\)$/],
  ['["room:join","lobby"]', "invalid", /^request: .*\(not "lobby"\)$/],
  ['["room:join",7]', "invalid", /^request: .*\(not 7\)$/],
  ['["room:join",[]]', "invalid", /^request: .*\(not a list\)$/],
  [`["room:join",${deep(40_000)}]`, "invalid", /^request: .*\(not a list\)$/],
  [`["room:join",{"room":${deep(40_000)}}]`, "invalid", /^room: .*\(not a list\)$/],
  ['["room:join",{}]', "invalid", /^room: .*\(not nothing\)$/],
  ['["room:join",{"room":{"toString":1},"name":"Eve"}]', "invalid", /^room: .*\(not an object\)$/],
  ['["room:join",{"__proto__":{"room":"lobby","name":"Eve","person":"secret-of-Eve"}}]', "invalid", /^room: /],
  ['["room:join",{"room":"lobby","name":"Eve","person":"short"}]', "invalid", /^person: .*\(not "short"\)$/],
  ['["room:join",{"room":"lobby","name":"E\\u0007ve","person":"secret-of-Eve"}]', "invalid", /^name: /],
  ['["room:join",{"room":"lobby","name":"\\u202eeve","person":"secret-of-Eve"}]', "invalid", /^name: /],
  ['["room:join",{"room":"lobby","name":"\\ud800","person":"secret-of-Eve"}]', "invalid", /^name: /],
  ['["room:join",{"room":"lob by","name":"Eve","person":"secret-of-Eve"}]', "invalid", /^room: .*\(not "lob by"\)$/],
  ['["room:join",{"room":"__proto__","name":"Eve","person":"secret-of-Eve"}]', "invalid", /^room: /],
  [
    '["room:join",{"room":"lobby","name":"Eve","person":"secret-of-Eve","lastSeen":{"roomId":"x","seq":-1}}]',
    "invalid",
    /^lastSeen\.roomId: .*\(not "x"\)$/,
  ],
  ['["message:send",{"room":"lobby","id":"message-1","text":""}]', "invalid", /^text: a message is not empty/],
  [
    `["message:send",{"room":"lobby","id":"message-1","text":"${"x".repeat(4_001)}"}]`,
    "invalid",
    /^text: a message has at most 4000 characters \(not "x{64}"\)$/,
  ],
  ['["message:history",{"room":"lobby","before":1e400}]', "invalid", /^before: .*\(not null\)$|^before: /],
  ['["message:history",{"room":"lobby","before":9,"limit":501}]', "invalid", /^limit: .*\(not 501\)$/],
  ['["typing:set",{"room":"lobby","typing":"yes"}]', "invalid", /^typing: .*\(not "yes"\)$/],
])("with one: %.70s is answered", async (packet, code, message) => {
  const chat = await startChat();
  const bystanders = await startBystanders(chat);
  const eve = await chat.connect();
  const answered = new Promise<string>((resolve) => eve.socket.io.engine.once("message", resolve));
  eve.sendRaw(`427${packet}`);
  const text = await answered;
  expect(text.slice(0, 2)).toBe("37");
  const [reply] = JSON.parse(text.slice(2)) as [{ ok: boolean; code: string; message: string }];
  expect(reply).toMatchObject({ ok: false, code });
  expect(reply.message).toMatch(message);
  expect(reply.message.length).toBeLessThan(200);
  expect(eve.socket.connected).toBe(true);
  await bystanders.expectUnharmed();
});

test("names of rooms and people that JavaScript's objects have are names like any other", async () => {
  const chat = await startChat();
  const eve = await chat.connect();
  for (const name of ["constructor", "toString", "hasOwnProperty", "valueOf"]) {
    expect(await eve.join(name, name)).toMatchObject({ room: name, self: { name, tabs: 1 }, seq: 0 });
    expect((await eve.say("hello", name)).message).toMatchObject({ room: name, seq: 1 });
  }
});

test.each([
  ["an event name that is reserved", '42["disconnect"]'],
  ["another", '42["connect",{}]'],
  ["and another", '42["newListener",{}]'],
  ["an event without a name", "42[]"],
  ["an event that is not a list", "42{}"],
  ["an event called by an object", "42[{},{}]"],
  ["half a JSON", '42["room:list",{'],
  ["more attachments than allowed", `4599-["room:list",{"_placeholder":true,"num":0}]`],
  ["attachments that are not there", `451-["room:list",{"_placeholder":true,"num":9}]`],
  ["another connection on the same one", "40"],
  ["a packet of no kind", "4garbage"],
  ["a frame of no kind", "garbage"],
])("%s (%s) costs its sender the connection, and nobody else anything", async (_what, frame) => {
  const chat = await startChat();
  const bystanders = await startBystanders(chat);
  const eve = await chat.connect();
  const client = eve.socket.id!;
  const gone = new Promise((resolve) => eve.socket.once("disconnect", resolve));
  eve.sendRaw(frame);
  if (frame.startsWith("451-")) eve.sendRaw(Buffer.from("attachment"));
  await gone;
  expect(await chat.line("disconnected", { client })).toMatchObject({ transport: "websocket" });
  await bystanders.expectUnharmed();
});

test("attachments, acknowledgements of nothing and namespaces that are not there are answered or ignored", async () => {
  const chat = await startChat();
  const bystanders = await startBystanders(chat);
  const eve = await chat.connect();
  const frames: string[] = [];
  eve.socket.io.engine.on("message", (frame: string) => frames.push(frame));
  eve.sendRaw('451-9["message:send",{"_placeholder":true,"num":0}]');
  eve.sendRaw(Buffer.from("attachment"));
  await expect.poll(() => frames.find((frame) => frame.startsWith("39"))).toContain('"code":"invalid"');
  eve.sendRaw('4399999["nobody asked"]');
  eve.sendRaw("40/admin,{}");
  await expect.poll(() => frames).toContain('4/admin,{"message":"Invalid namespace"}');
  expect(await eve.ask("room:list", {})).toMatchObject({ ok: true });
  await bystanders.expectUnharmed();
});

test.each([
  { pid: 7, offset: {} },
  { pid: "__proto__", offset: "constructor" },
  { pid: "x".repeat(50_000), offset: "" },
  { pid: null, offset: [] },
])("a session to recover that never was (%j) is a new connection", async (auth) => {
  const chat = await startChat();
  const eve = await chat.connect({ auth });
  expect(eve.socket.recovered).toBe(false);
  expect(await eve.join("Eve")).toMatchObject({ room: "lobby" });
});

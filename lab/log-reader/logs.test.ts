import { describe, expect, it } from "vitest";
import { countConnections, countMessages } from "./count-entries.ts";
import { mergeEntries } from "./merge-entries.ts";
import { readEntry, type LogEntry } from "./read-entry.ts";
import { selectEntries } from "./select-entries.ts";

const entry = (msg: string, fields: Partial<LogEntry> = {}): LogEntry => ({
  level: 30,
  time: 1,
  instance: "chat-1",
  msg,
  ...fields,
});
const request = (fields: Partial<LogEntry>) => entry("request", { instance: "balancer", ...fields });

describe("readEntry", () => {
  it("reads an instance's line, in either format", () => {
    const pino = '{"level":30,"time":1000,"pid":1,"instance":"chat-1","client":"c","room":"lobby","msg":"joined"}';
    expect(readEntry(pino)).toMatchObject({ level: 30, time: 1000, instance: "chat-1", client: "c", msg: "joined" });
    const ecs =
      '{"log.level":"warn","@timestamp":"1970-01-01T00:00:01.000Z","service.node.name":"chat-1","ecs.version":"8.10.0","chat.client":"c","message":"connection error"}';
    expect(readEntry(ecs)).toEqual({
      level: 40,
      time: 1000,
      instance: "chat-1",
      client: "c",
      msg: "connection error",
    });
  });

  it("reads a line of the access log", () => {
    const line =
      'http 2026-11-28T15:54:41.668000Z app/lab/1 127.0.0.1:43748 127.0.0.1:42353 0.001 0.057 0.000 400 400 300 200 "POST http://localhost:8000/socket.io/?EIO=4&sid=S1 HTTP/1.1" "node" - - arn:tg "Root=1-a-b" "-" "-" 0';
    expect(readEntry(line)).toMatchObject({
      level: 40,
      time: Date.parse("2026-11-28T15:54:41.668Z"),
      instance: "balancer",
      status: 400,
      target: "127.0.0.1:42353",
      traceId: "Root=1-a-b",
    });
  });

  it.each(["", "{", '{"a":1}', "ready http://localhost:8000", "null", "[]"])("says that %j is none", (line) => {
    expect(readEntry(line)).toBe(null);
  });
});

describe("selectEntries", () => {
  const all = [
    request({ request: "GET http://x/socket.io/?EIO=4 HTTP/1.1", traceId: "T1" }),
    entry("session opened", { session: "S1", traceId: "T1" }),
    entry("connected", { client: "c", session: "S1", traceId: "T1" }),
    request({ request: "POST http://x/socket.io/?EIO=4&sid=S1 HTTP/1.1", traceId: "T2" }),
    entry("joined", { client: "c", room: "lobby" }),
    entry("connection error", { instance: "chat-2", sid: "S1", level: 40 }),
    entry("joined", { client: "d", room: "lobby" }),
    entry("message", { client: "d", room: "elsewhere" }),
    request({ request: "GET http://x/socket.io/?EIO=4&sid=S12 HTTP/1.1", traceId: "T3", level: 40 }),
  ];
  const chosen = (selection: Partial<Parameters<typeof selectEntries>[0]>) => {
    const { learn, isWanted } = selectEntries({ client: null, room: null, errors: false, ...selection });
    for (const one of all) learn(one);
    return all.flatMap((one, index) => (isWanted(one) ? [index] : []));
  };

  it.each([
    [{}, [0, 1, 2, 3, 4, 5, 6, 7, 8]],
    [{ client: "c" }, [0, 1, 2, 3, 4, 5]],
    [{ client: "nobody" }, []],
    [{ room: "lobby" }, [4, 6]],
    [{ errors: true }, [5, 8]],
    [{ client: "c", errors: true }, [5]],
  ])("%j", (selection, expected) => {
    expect(chosen(selection)).toEqual(expected);
  });
});

it("merges logs in the order of time", async () => {
  async function* log(...times: number[]) {
    for (const time of times) yield entry("x", { time });
  }
  const times: number[] = [];
  for await (const { time } of mergeEntries([log(1, 4, 5), log(), log(2, 4), log(3)])) times.push(time);
  expect(times).toEqual([1, 2, 3, 4, 4, 5]);
});

it("counts open connections, and says when it cannot know all", () => {
  const { add, all } = countConnections();
  add(entry("listening"));
  add(entry("connected", { client: "a" }));
  add(entry("connected", { client: "b" }));
  add(entry("disconnected", { client: "a", time: 7 }));
  add(entry("connected", { client: "c", instance: "chat-2" }));
  add(entry("disconnected", { client: "before", instance: "chat-2" }));
  add(request({}));
  expect(all()).toEqual([
    { instance: "chat-1", open: 1, opened: 2, isWhole: true, lastAt: 7 },
    { instance: "chat-2", open: 1, opened: 1, isWhole: false, lastAt: 1 },
  ]);
  add(entry("listening"));
  expect(all()[0], "a new process has none, although the one before it said nothing").toMatchObject({ open: 0 });
});

it("counts messages by room and instance, a repeated id once", () => {
  const { add, all } = countMessages();
  add(entry("message", { room: "lobby", repeated: false }));
  add(entry("message", { room: "lobby", repeated: true }));
  add(entry("message", { room: "lobby", instance: "chat-2" }));
  add(entry("message", { room: "lobby", instance: "chat-2" }));
  expect(all()).toEqual([
    { room: "lobby", instance: "chat-2", messages: 2 },
    { room: "lobby", instance: "chat-1", messages: 1 },
  ]);
});

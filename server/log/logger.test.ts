import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { connectClient } from "../fixtures/connect-client.ts";
import { runInstance, runningInstance } from "../fixtures/run-instance.ts";

test("it ends although nobody reads its log any more: closed, or open and full", async () => {
  const closed = await runningInstance();
  closed.child.stdout.destroy();
  closed.child.kill("SIGTERM");
  expect(await closed.exited).toEqual({ code: 0, signal: null });

  const full = await runningInstance({
    DRAIN_MS: "100",
    LOG_TEXT: "1",
    MESSAGES_BURST: "100000",
    PENDING_REQUESTS: "100000",
  });
  full.child.stdout.pause();
  const ada = await connectClient(full.url);
  await ada.join("Ada");
  await Promise.all(Array.from({ length: 300 }, () => ada.say("x".repeat(4_000))));
  full.child.kill("SIGTERM");
  const [code] = (await once(full.child, "exit")) as [number];
  expect(code).toBe(0);
});

test("LOG_FILE gets what stdout gets, starts over when it is full, and is not worth an instance", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "instance-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, "logs", "chat-1.log");
  const run = await runningInstance({ LOG_FILE: file, LOG_FILE_BYTES: "10000", DRAIN_MS: "100" });
  expect(await readFile(file, "utf8")).toContain('"msg":"listening"');
  const ada = await connectClient(run.url);
  await ada.join("Ada");
  for (let n = 0; n < 45; n += 1) await ada.say("hello");
  const lines = (await readFile(`${file}.1`, "utf8")) + (await readFile(file, "utf8"));
  expect(lines.match(/"msg":"message"/g)).toHaveLength(45);
  expect((await readFile(`${file}.1`, "utf8")).length).toBeLessThan(11_000);

  await rm(path.join(folder, "logs"), { recursive: true });
  for (let n = 0; n < 10; n += 1) await ada.say("still here");
  run.child.kill("SIGTERM");
  expect(await run.exited).toEqual({ code: 0, signal: null });
});

test.each(["/dev/null/chat-1.log", "/dev/null/logs/chat-1.log", "/proc/logs/chat-1.log"])(
  "LOG_FILE=%s, which cannot be opened, is refused with a sentence",
  async (file) => {
    const refused = runInstance({ PORT: "0", LOG_FILE: file });
    expect(await refused.exited).toEqual({ code: 2, signal: null });
    expect(refused.stderr()).toMatch(new RegExp(`^LOG_FILE="${file}": .*\\n$`));
  },
);

test.runIf(process.platform === "linux")("a full disk costs lines of LOG_FILE and nothing else", async () => {
  const run = await runningInstance({ LOG_FILE: "/dev/full" });
  const ada = await connectClient(run.url);
  await ada.join("Ada");
  expect((await ada.say("hello")).message.seq).toBe(1);
  await run.line("message");
  expect(await run.line("log file lost")).toMatchObject({
    logFile: "/dev/full",
    reason: expect.stringContaining("ENOSPC"),
  });
  expect(run.logged.filter(({ msg }) => msg === "log file lost")).toHaveLength(1);
  expect(await (await fetch(`${run.url}/metrics`)).text()).toMatch(/^chat_log_lines_lost [1-9]/m);
});

test("LOG_FORMAT=ecs writes the Elastic Common Schema, with our fields under chat.", async () => {
  const run = await runningInstance({ LOG_FORMAT: "ecs", DRAIN_MS: "100" });
  const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const ada = await connectClient(run.url, { extraHeaders: { traceparent } });
  await ada.join("Ada");
  const joined = await run.line("joined");
  expect(joined).toMatchObject({
    "@timestamp": expect.stringMatching(/^\d{4}-\d\d-\d\dT.+Z$/),
    "log.level": "info",
    "ecs.version": expect.any(String),
    "service.name": "sticky-rooms",
    "service.node.name": "chat-1",
    "host.hostname": "chat-1",
    "chat.client": ada.socket.id,
    "chat.room": "lobby",
  });
  expect(await run.line("connected")).toMatchObject({
    "trace.id": "4bf92f3577b34da6a3ce929d0e0e4736",
    "chat.traceparent": traceparent,
  });
  // The schema has objects of these names; a field of ours that took one would be refused.
  const ofSchema = /^(?:@timestamp|message|msg|(?:log|ecs|service|host|process|event|error|trace|chat)\..+)$/;
  const names = run.logged.flatMap((line) => Object.keys(line));
  expect(names.filter((name) => !ofSchema.test(name))).toEqual([]);
});

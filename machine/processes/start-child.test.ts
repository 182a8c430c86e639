import { expect, it, onTestFinished } from "vitest";
import { StartError, startChild, type ChildOptions } from "./start-child.ts";

function node(program: string, options: ChildOptions = {}) {
  const child = startChild(process.execPath, ["--eval", program], { name: "it", ...options });
  onTestFinished(child.kill);
  return child;
}

const WAIT = "setInterval(() => {}, 1000);";

it("is ready with what is found in a line, of either stream", async () => {
  const child = node(`console.log("on"); console.error("port 17"); ${WAIT}`);
  expect(await child.ready((line, stream) => /port (\d+)/.exec(line)?.[1]?.concat(stream) ?? null, 20_000)).toBe(
    "17stderr",
  );
});

it("tells every line, the last one without an end too, before it has ended", async () => {
  const lines: string[] = [];
  const child = node(`process.stdout.write("one\\r\\ntwo\\n\\nthree")`, { onLine: (line) => lines.push(line) });
  expect(await child.ended).toEqual({ code: 0, signal: null, how: "exit code 0" });
  expect(lines).toEqual(["one", "two", "", "three"]);
});

it("cuts a line that never ends", async () => {
  const lengths: number[] = [];
  const child = node(`process.stdout.write("x".repeat(200_000))`, { onLine: (line) => lengths.push(line.length) });
  await child.ended;
  expect(lengths.reduce((sum, one) => sum + one)).toBe(200_000);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(1 << 16);
});

it("says how it ended instead, with the last lines", async () => {
  const child = node(`console.error("no"); console.error("such file"); process.exitCode = 3`, { keptLines: 1 });
  const failure = await child.ready(() => null, 20_000, "listen").catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(StartError);
  expect(failure).toMatchObject({ message: "it ended with exit code 3 and did not listen\n  such file" });
});

it("kills one that takes too long", async () => {
  const child = node(WAIT);
  await expect(child.ready(() => null, 100, "listen")).rejects.toThrow("it did not listen within 100 ms");
  expect(await child.ended).toMatchObject({ signal: "SIGKILL" });
});

it("tells of a program that does not exist", async () => {
  const child = startChild("no-such-program", []);
  await expect(child.ready(() => null, 20_000)).rejects.toThrow(
    "no-such-program ended with spawn no-such-program ENOENT",
  );
  expect(child.pid).toBeUndefined();
});

it("gives it its input, and more of it when asked to", async () => {
  const echo = `process.stdin.pipe(process.stdout)`;
  const lines: string[] = [];
  await node(echo, { input: "once\n", onLine: (line) => lines.push(line) }).ended;
  const child = node(echo, { input: "first\n", keepStdinOpen: true, onLine: (line) => lines.push(line) });
  await child.ready((line) => line === "first" || null, 20_000);
  child.write("second\n");
  await child.ready((line) => line === "second" || null, 20_000);
  expect(lines).toEqual(["once", "first", "second"]);
});

it("guards it while it runs", async () => {
  const told: string[] = [];
  const child = node("", {
    childGuard: { guard: (pid) => told.push(`guard ${pid}`), release: (pid) => told.push(`release ${pid}`) },
  });
  await child.ended;
  expect(told).toEqual([`guard ${child.pid}`, `release ${child.pid}`]);
});

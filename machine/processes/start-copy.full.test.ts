import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { freePort } from "../ports.ts";
import { startChildGuard } from "./child-guard.ts";
import { startCopy } from "./start-copy.ts";
import { isAlive } from "./is-alive.ts";

const START_MS = 20_000;

async function start(script: string, { startTimeoutMs = START_MS } = {}) {
  const childGuard = startChildGuard();
  onTestFinished(() => childGuard.close());
  const port = await freePort();
  const command = [process.execPath, "-e", script] as [string, ...string[]];
  return { port, copy: await startCopy({ name: "app-1", command, port, childGuard, startTimeoutMs }) };
}

const listenOn = (port: string) =>
  `require("http").createServer((q, r) => r.end(process.env.INSTANCE)).listen(${port})`;

describe("startCopy", () => {
  it("starts a program at its PORT with a name, and ends all that it started", async () => {
    const child = `const { pid } = require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);`;
    const { port, copy } = await start(
      `${child} require("http").createServer((q, r) => r.end(process.env.INSTANCE + " " + pid)).listen(process.env.PORT)`,
    );
    const [name, grandchild] = (await (await fetch(`http://127.0.0.1:${port}`)).text()).split(" ");
    expect(name).toBe("app-1");
    copy.signal("SIGKILL");
    expect((await copy.ended).how).toBe("SIGKILL");
    await expect.poll(() => isAlive(Number(grandchild)), { timeout: START_MS }).toBe(false);
  });

  it("says that a command does not exist", async () => {
    const childGuard = startChildGuard();
    onTestFinished(() => childGuard.close());
    const options = { name: "app-1", port: await freePort(), childGuard, startTimeoutMs: START_MS };
    await expect(startCopy({ ...options, command: ["no-such-program", "x"] })).rejects.toThrow(
      '"no-such-program" cannot be started: spawn no-such-program ENOENT',
    );
  });

  it("does not take another program at its port for the copy", async () => {
    const port = await freePort();
    const server = createServer().listen(port, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const childGuard = startChildGuard();
    onTestFinished(() => childGuard.close());
    const command = [process.execPath, "-e", ""] as const;
    await expect(startCopy({ name: "app-1", command, port, childGuard, startTimeoutMs: START_MS })).rejects.toThrow(
      `app-1 cannot be started: its port ${port} is in use by another program`,
    );
  });

  it.each([
    ["process.exit(3)", /ended with exit code 3 before it listened on port \d+, and wrote nothing$/],
    ['console.error("first"); throw new Error("no config")', /before it listened on port \d+: Error: no config$/],
  ])("says that %j ends at once", async (script, sentence) => {
    await expect(start(script)).rejects.toThrow(sentence);
  });

  it("says that a port which is not PORT is in use", async () => {
    const { port } = await start(listenOn("process.env.PORT"));
    await expect(start(listenOn(String(port)))).rejects.toThrow(
      new RegExp(`it wants port ${port}, which is in use, and ignores PORT; let it listen on process.env.PORT$`),
    );
  });

  it.runIf(process.platform === "linux")("says where a program listens that ignores PORT", async () => {
    const elsewhere = await freePort();
    await expect(start(listenOn(String(elsewhere)))).rejects.toThrow(
      new RegExp(`listens on port ${elsewhere} instead of \\d+, which PORT names: let it listen on process.env.PORT$`),
    );
  });

  it("says that a program does not listen in time", async () => {
    await expect(start("setInterval(() => {}, 1000)", { startTimeoutMs: 500 })).rejects.toThrow(
      /did not listen on port \d+, which PORT names, within 0\.5 s$/,
    );
  });
});

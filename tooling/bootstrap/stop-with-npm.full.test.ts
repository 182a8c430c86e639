import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { isAlive } from "../../machine/processes/is-alive.ts";

// Elsewhere the shell is gone by then, so that SIGKILL leaves nobody but npm to watch: the same as SIGTERM.
it.runIf(process.platform === "linux").each(["SIGTERM", "SIGKILL", "SIGHUP"] as const)(
  "npm start ends with everything that it started when npm alone gets %s",
  async (signal) => {
    const logDir = mkdtempSync(path.join(tmpdir(), "stop-with-npm-"));
    onTestFinished(() => rmSync(logDir, { recursive: true }));
    const options = ["--port", "0", "--control-port", "0", "--instances", "1", "--log-dir", logDir];
    const npm = spawn("npm", ["start", "--", ...options], { detached: true });
    onTestFinished(() => {
      try {
        process.kill(-npm.pid!, "SIGKILL");
      } catch {
        // As it should be: nobody is left.
      }
    });
    let output = "";
    npm.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await vi.waitFor(() => expect(output).toContain("\nready "), { timeout: 30_000, interval: 50 });
    const controlUrl = /control API (http\S+)\)/.exec(output)![1]!;
    const { targets } = (await (await fetch(`${controlUrl}/state`)).json()) as {
      targets: { process: { pid: number } }[];
    };

    const exited = once(npm, "exit");
    npm.kill(signal);
    await exited;
    await vi.waitFor(
      async () => {
        expect(targets.map(({ process: { pid } }) => isAlive(pid))).toEqual([false]);
        await expect(fetch(controlUrl)).rejects.toThrow("fetch failed");
      },
      { timeout: 10_000, interval: 50 },
    );
  },
);

import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";

it("keeps a process that has nothing else to do until it is closed", async () => {
  const program = `
    const { startChildGuard } = await import("./child-guard.ts");
    const childGuard = startChildGuard();
    await childGuard.close();
    console.log("closed");`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [told, [code]] = await Promise.all([text(child.stdout), once(child, "close") as Promise<[number]>]);
  expect({ told, code }).toEqual({ told: "closed\n", code: 0 });
});

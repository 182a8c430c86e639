import { runCommand } from "../../machine/commands/command.ts";
import { desyncCommand } from "./options.ts";

await runCommand(desyncCommand, async ({ json, ...options }) => {
  const { runFuzz } = await import("./run-fuzz.ts");
  const result = await runFuzz({ ...options, onProgress: (line) => process.stderr.write(`${line}\n`) });
  const { shapes, seed, forwarded, distinct, readers, differences } = result;
  if (json) process.stdout.write(`${JSON.stringify({ schemaVersion: 1, ...result }, null, 2)}\n`);
  else {
    for (const difference of differences) process.stdout.write(`${difference}\n`);
    process.stdout.write(
      `${shapes} shapes of seed ${seed}: ${forwarded} requests forwarded, ${distinct} of them distinct, read by ${readers.join(", ")}: ${differences.length === 0 ? "none otherwise" : `${differences.length} or more otherwise`}\n`,
    );
  }
  process.exitCode = differences.length === 0 ? 0 : 1;
});

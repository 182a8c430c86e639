import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { isPure } from "./is-pure.ts";

const TEST = 'import { expect, it } from "vitest";\nimport { two } from "./two.ts";\n';

it.each<[string, boolean, Record<string, string>]>([
  ["imports nothing but what is pure", true, { "two.ts": 'import path from "node:path";\nexport const two = 2;\n' }],
  [
    "imports a socket's type only",
    true,
    { "two.ts": 'import type { Socket } from "node:net";\nexport const two = 2;\n' },
  ],
  ["reaches files", false, { "two.ts": 'import { readFileSync } from "node:fs";\nexport const two = 2;\n' }],
  [
    "reaches sockets two files away",
    false,
    { "two.ts": 'export * from "./deep/net.ts";\n', "deep/net.ts": 'import "node:net";\n' },
  ],
  ["reaches them when it is asked to", false, { "two.ts": 'export const two = () => import("node:child_process");\n' }],
  ["reaches a package that opens sockets", false, { "two.ts": 'import { io } from "socket.io-client";\n' }],
  ["imports in a circle", true, { "two.ts": 'import "./three.ts";\n', "three.ts": 'import "./two.ts";\n' }],
  [
    "fakes the time for all that share its thread",
    false,
    { "two.ts": "", "two.test.ts": `${TEST}vi.useFakeTimers();\n` },
  ],
])("a test that %s is pure: %s", (_, pure, files) => {
  const folder = mkdtempSync(path.join(tmpdir(), "is-pure-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries({ "two.test.ts": TEST, ...files })) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  expect(isPure(path.join(folder, "two.test.ts"))).toBe(pure);
});

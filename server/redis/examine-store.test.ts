import { expect, test } from "vitest";
import { examineStore } from "./examine-store.ts";

const info = (version: string, maxmemory: number, policy: string) =>
  `# Server\r\nredis_version:${version}\r\n# Memory\r\nmaxmemory:${maxmemory}\r\nmaxmemory_policy:${policy}\r\n`;

test.each([
  ["a Redis of these years", info("7.0.15", 0, "noeviction"), "none", "none"],
  ["Valkey 8, which says so for Redis's sake", info("7.2.4", 0, "noeviction"), "none", "none"],
  ["the oldest that will do", info("6.2.0", 1_000, "noeviction"), "none", "none"],
  ["one that is too old", info("6.0.16", 0, "noeviction"), "6.0.16", "none"],
  ["one that would throw rooms away, and has no limit", info("7.2.4", 0, "volatile-lru"), "none", "none"],
  [
    "one that throws rooms away, as ElastiCache does unless told",
    info("7.2.4", 1_000, "volatile-lru"),
    "none",
    "volatile-lru",
  ],
  ["something that is not a Redis", "hello", "version 0", "none"],
])("%s", (_what, text, refusal, warning) => {
  const found = examineStore(text);
  expect(found.refusal ?? "none").toContain(refusal);
  expect(found.warning ?? "none").toContain(warning);
});

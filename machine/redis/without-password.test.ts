import { expect, it } from "vitest";
import { withoutPassword } from "./without-password.ts";

it.each([
  ["redis://127.0.0.1:6379", "redis://127.0.0.1:6379"],
  ["redis://:secret@127.0.0.1:6379/2", "redis://127.0.0.1:6379/2"],
  ["rediss://user:se@cr@et@cache.example:6380", "rediss://cache.example:6380"],
  ["http://:secret@nonsense", "http://nonsense"],
  ["redis://:sec ret@", "redis://"],
  ["secret", "secret"],
])("%s is shown as %s", (url, shown) => {
  expect(withoutPassword(url)).toBe(shown);
});

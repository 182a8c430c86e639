import { expect, it } from "vitest";
import { UserError } from "../machine/user-error.ts";
import { startFailure } from "./start-failure.ts";

const asked = { port: 8000, controlPort: 8001, logDir: "logs" };
const raw = (fields: object) => Object.assign(new Error("raw"), fields);
const sentence = (fields: object) => {
  const failure = startFailure(raw(fields), asked);
  return failure instanceof UserError ? failure.message : null;
};

it.each([
  [{ code: "EADDRINUSE", port: 8000 }, /^port 8000 is in use.* for the chat with --port \(0: any free one\)$/],
  [{ code: "EADDRINUSE", port: 8001 }, /^port 8001 is in use.* for the control API with --control-port/],
  [{ code: "EACCES", port: 80 }, /^port 80 may not be opened by this user; choose one above 1023 with --port$/],
  [{ code: "EACCES", path: "logs" }, /^--log-dir: "logs" cannot be written \(EACCES\)/],
  [{ code: "ENOTDIR", path: "logs/sub" }, /^--log-dir: /],
  [{ code: "ENOENT", path: "logs" }, /^--log-dir: /],
  [
    { code: "EROFS", path: "/srv/clone/dist" },
    /^"\/srv\/clone\/dist" cannot be written \(EROFS\); npm start builds into this clone/,
  ],
])("%j is told in one sentence", (fields, expected) => {
  expect(sentence(fields)).toMatch(expected);
});

it("names the settings as the program that failed calls them", () => {
  const names = { port: "PORT", controlPort: "CONTROL_PORT" };
  const failure = startFailure(raw({ code: "EADDRINUSE", port: 8001 }), { controlPort: 8001, names });
  expect(String(failure)).toContain(" with CONTROL_PORT ");
});

it.each([{ code: "ECONNRESET", port: 8000 }, { code: "ENOENT", path: "/srv/clone/dist" }, {}])(
  "%j is a bug of ours",
  (fields) => {
    const error = raw(fields);
    expect(startFailure(error, asked)).toBe(error);
  },
);

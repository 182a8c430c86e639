import { expect, it } from "vitest";
import { startFailure } from "./start-failure.ts";

const asked = { port: 8000, controlPort: 8001, logDir: "logs" };
const sentence = (fields: object) => startFailure(Object.assign(new Error("raw"), fields), asked);

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
  const error = Object.assign(new Error("raw"), { code: "EADDRINUSE", port: 8001 });
  const names = { port: "PORT", controlPort: "CONTROL_PORT" };
  expect(startFailure(error, { controlPort: 8001, names })).toContain(" with CONTROL_PORT ");
});

it.each([{ code: "ECONNRESET", port: 8000 }, { code: "ENOENT", path: "/srv/clone/dist" }, {}])(
  "%j is a bug of ours",
  (fields) => {
    expect(sentence(fields)).toBeNull();
  },
);

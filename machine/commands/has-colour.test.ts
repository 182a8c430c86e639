import { expect, it } from "vitest";
import { hasColour } from "./has-colour.ts";

const terminal = { isTTY: true, hasColors: () => true };
const pipe = {};

it.each([
  [terminal, {}, true],
  [{ isTTY: true, hasColors: () => false }, {}, false],
  [pipe, {}, false],
  [terminal, { NO_COLOR: "1" }, false],
  [terminal, { NO_COLOR: "" }, true],
  [pipe, { FORCE_COLOR: "" }, true],
  [pipe, { FORCE_COLOR: "1" }, true],
  [terminal, { FORCE_COLOR: "0" }, false],
  [terminal, { FORCE_COLOR: "false" }, false],
  [pipe, { FORCE_COLOR: "3", NO_COLOR: "1" }, true],
])("%j with %j: %j", (stream, env, coloured) => {
  expect(hasColour(stream, env)).toBe(coloured);
});

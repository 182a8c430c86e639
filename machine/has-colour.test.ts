import { expect, it } from "vitest";
import { hasColour } from "./has-colour.ts";

const terminal = { isTTY: true, hasColors: () => true };
const pipe = { isTTY: false, hasColors: () => false };

it.each([
  { screen: terminal, env: {}, colour: true },
  { screen: pipe, env: {}, colour: false },
  { screen: terminal, env: { NO_COLOR: "1" }, colour: false },
  { screen: terminal, env: { NO_COLOR: "" }, colour: true },
  { screen: pipe, env: { FORCE_COLOR: "1" }, colour: true },
  { screen: pipe, env: { FORCE_COLOR: "", NO_COLOR: "1" }, colour: true },
  { screen: terminal, env: { FORCE_COLOR: "0" }, colour: false },
])("$env, a terminal: $screen.isTTY", ({ screen, env, colour }) => {
  expect(hasColour(screen, env)).toBe(colour);
});

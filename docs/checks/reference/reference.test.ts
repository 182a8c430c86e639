import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../repository.ts";
import { CONTROL_ROUTES } from "./control-routes.ts";
import { loggedLines } from "./log-lines.ts";
import { referencePages } from "./pages.ts";

it.each(Object.entries(referencePages()))("docs/reference/%s is what the programs say", (name, text) => {
  expect(readFileSync(path.join(ROOT, "docs/reference", name), "utf8"), "npm run docs writes it").toBe(text);
});

it("knows each route that the control API serves, and no other", () => {
  const folder = path.join(ROOT, "lab/control");
  const source = readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => readFileSync(path.join(folder, name), "utf8"))
    .join("\n");
  const served = [
    ...source.matchAll(/\b(?:app|router)\.(get|post|patch|delete)\((?:["`](\/[^"`]*)["`]|(path)|`\$\{path\}([^`]*)`)/g),
  ].map(([, method, literal, isPath, behind]) => {
    // In a loop over these two.
    const group = "(?:/target-group|/target-groups/:name)";
    const pattern = literal ?? (isPath ? group : `${group}${behind}`);
    return { method, pattern: new RegExp(`^${pattern.replaceAll("${action}", "\\w+")}$`) };
  });
  expect(served.length).toBeGreaterThan(25);
  const isServed = ({ method, path: at }: (typeof CONTROL_ROUTES)[number]) =>
    served.some((one) => one.method === method && one.pattern.test(at));
  expect(CONTROL_ROUTES.filter((route) => !isServed(route))).toEqual([]);
  const isKnown = ({ method, pattern }: (typeof served)[number]) =>
    CONTROL_ROUTES.some((route) => route.method === method && pattern.test(route.path));
  expect(served.filter((one) => !isKnown(one))).toEqual([]);
});

it("reads log lines off a source", () => {
  const source = `const logged = { room, id: message.id };
    log.info(settings.logText ? { ...logged, text } : logged, "message");
    context.log.warn(measured, isSo ? "a: (one)" : "b");
    log.error({ err, at: f(1, [2, 3]) }, "failed");
    log.info("stopped");`;
  expect(loggedLines(source)).toEqual([
    { msg: "message", level: "info", fields: ["room", "id"] },
    { msg: "a: (one)", level: "warn", fields: [] },
    { msg: "b", level: "warn", fields: [] },
    { msg: "failed", level: "error", fields: ["err", "at"] },
    { msg: "stopped", level: "info", fields: [] },
  ]);
});

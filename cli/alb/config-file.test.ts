import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startBalancer } from "../../alb/balancer.ts";
import { readConfigFile } from "./config-file.ts";

const ROUTES = path.resolve(import.meta.dirname, "../../examples/alb-config.json");

function fileWith(text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "alb-config-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "alb.json");
  writeFileSync(file, text);
  return file;
}

it("makes listeners, rules and target groups of the example, which a balancer takes", async () => {
  const { balancer: options, targets } = readConfigFile(ROUTES);
  expect(targets.map(({ targetGroup, id }) => [targetGroup, id])).toEqual([["reports", "127.0.0.1:3005"]]);
  const balancer = await startBalancer({ ...options, port: 0 });
  onTestFinished(balancer.close);
  const { listeners, targetGroups } = balancer.state();
  expect(targetGroups.map(({ name }) => name)).toEqual(["chat", "reports"]);
  expect(targetGroups[0]!.attributes["stickiness.enabled"]).toBe("true");
  expect(listeners[0]!.rules.map(({ Priority }) => Priority)).toEqual([10, 20]);
  expect((await fetch(`${balancer.url}/metrics`)).status).toBe(404);
});

const GROUPS = '"TargetGroups": [{"TargetGroupName": "chat"}]';

it.each([
  ["{", /it is not JSON: /],
  ["[]", /the body is \[\]; allowed: a JSON object$/],
  [`{${GROUPS}}`, /"Listeners" is missing; allowed: array$/],
  [`{"Listeners": [{"Port": 70000}], ${GROUPS}}`, /"Listeners.0.Port" is 70000; allowed: at most 65535$/],
  [`{"Listeners": [{"Port": 1, "Protocol": "HTTPS"}], ${GROUPS}}`, /"Listeners.0.Protocol" is "HTTPS"; allowed: HTTP$/],
  [`{"Listeners": [{"Port": 1}, {"Port": 1}], ${GROUPS}}`, /"Listeners" has port 1 twice/],
  [`{"Listeners": [{"Port": 1}], "Groups": [], ${GROUPS}}`, /"Groups" is not known; allowed: LoadBalancerAttributes, /],
  [
    '{"Listeners": [{"Port": 1}], "TargetGroups": [{"TargetGroupName": "a", "Targets": [{"Id": "a b", "Port": 1}]}]}',
    /"TargetGroups.a.Targets": "a b:1" /,
  ],
])("refuses %s with one sentence", (text, sentence) => {
  const file = fileWith(text);
  expect(() => readConfigFile(file)).toThrow(sentence);
  expect(() => readConfigFile(file)).toThrow(file);
});

it("names a file that cannot be read", () => {
  expect(() => readConfigFile("/nowhere/alb.json")).toThrow('--config "/nowhere/alb.json": it cannot be read (ENOENT)');
});

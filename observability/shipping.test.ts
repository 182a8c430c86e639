import { readFileSync } from "node:fs";
import path from "node:path";
import { parse as parseHcl } from "@cdktf/hcl2json";
import { expect, it } from "vitest";
import { parse as parseYaml } from "yaml";

const read = (name: string) => readFileSync(path.join(import.meta.dirname, "shipping", name), "utf8");
/** Of a line in LOG_FORMAT=ecs; `server/log/logger.test.ts` sees the instance write them. */
const ECS = ["@timestamp", "log.level", "service.node.name"];

it("Vector: each input is there, and the fields are those of our lines", () => {
  const { sources, transforms, sinks } = parseYaml(read("vector.yaml")) as Record<
    string,
    Record<string, { inputs?: string[]; source?: string }>
  >;
  const known = [...Object.keys(sources!), ...Object.keys(transforms!)];
  const inputs = [...Object.values(transforms!), ...Object.values(sinks!)].flatMap((part) => part.inputs ?? []);
  expect(inputs.length).toBe(3);
  expect(inputs.filter((input) => !known.includes(input))).toEqual([]);
  const named = [...transforms!["lines"]!.source!.matchAll(/\."([^"]+)"/g)].map(([, name]) => name);
  expect(new Set(named)).toEqual(new Set(ECS));
  expect(Object.keys(sinks!)).toEqual(["elasticsearch", "loki"]);
});

it("Filebeat: reads the instances' lines as JSON, through a rename", () => {
  const config = parseYaml(read("filebeat.yml")) as { "filebeat.inputs": { paths: string[]; parsers: object[] }[] };
  expect(config["filebeat.inputs"]).toMatchObject([
    { paths: ["logs/chat-*.log"], parsers: [{ ndjson: { target: "" } }] },
  ]);
  expect(config).toMatchObject({ "output.elasticsearch": { hosts: [expect.any(String)] } });
});

it("Alloy: each component that is named is there, and the fields are those of our lines", async () => {
  const text = read("config.alloy");
  // Alloy's syntax is HCL's but for dots in a block's type.
  const hcl = text.replaceAll(
    /^(\s*)([a-z]+(?:[._][a-z]+)+)(?= ("\w+" )?\{)/gm,
    (_all, indent: string, type: string) => indent + type.replaceAll(".", "__"),
  );
  const blocks = (await parseHcl("config.tf", hcl)) as Record<string, Record<string, unknown>>;
  const components = Object.entries(blocks).flatMap(([type, labels]) =>
    Object.keys(labels).map((label) => `${type.replaceAll("__", ".")}.${label}`),
  );
  expect(components).toHaveLength(4);
  const named = [...text.matchAll(/\b((?:local|loki)\.[\w.]+?)\.(?:targets|receiver)\b/g)].map(([, name]) => name);
  expect(named.length).toBe(3);
  expect(named.filter((name) => !components.includes(name!))).toEqual([]);
  expect([...text.matchAll(/\\"([^"\\]+)\\"/g)].map(([, name]) => name)).toEqual(ECS);
});

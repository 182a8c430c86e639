import { expect, it } from "vitest";
import { describeCommands, pages } from "./run-commands.ts";

/** How a line looks: its fields in their order, each with its type. */
function shapeOf(line: string): string {
  const entry = JSON.parse(line) as Record<string, unknown>;
  const fields = Object.entries(entry).map(([key, value]) => `${key}: ${typeof value}`);
  return `${String(entry["msg"])}: { ${fields.join(", ")} }`;
}

/** How many fields an access log has: words apart by spaces, or quoted. */
const fieldsOf = (line: string) => line.match(/"[^"]*"|\S+/g)?.length;

describeCommands("of logs", (name, readLog) => {
  const samples = pages
    .filter((page) => page.path === name)
    .flatMap((page) => page.codeBlocks.filter(({ text }) => /^(?:\{"level":|http )/.test(text)))
    .flatMap(({ text }) => text.trimEnd().split("\n"));
  if (samples.length === 0) return;

  it("its sample lines have the fields that a lab logs", () => {
    const logged = ["chat-1.log", "chat-2.log", "chat-3.log"].flatMap(readLog).map(shapeOf);
    const instances = samples.filter((line) => line.startsWith("{"));
    expect(instances.length).toBeGreaterThan(5);
    for (const line of instances) expect(logged).toContain(shapeOf(line));
  });

  it("its line of the access log has as many fields as one of a lab", () => {
    const lines = samples.filter((line) => line.startsWith("http "));
    expect(lines).toHaveLength(1);
    expect(lines.map(fieldsOf)).toEqual(readLog("access.log").slice(0, 1).map(fieldsOf));
  });
});

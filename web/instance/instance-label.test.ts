import { expect, test } from "vitest";
import { instanceLabel } from "./instance-label.ts";

test.each<[instance: string, others: string[], label: string]>([
  ["chat-1", ["chat-2"], "chat-1"],
  ["ip-10-0-12-34.eu-central-1.compute.internal", ["ip-10-0-12-3.eu-central-1.compute.internal"], "ip-10-0-12-34"],
  ["web.eu.example.com", ["web.us.example.com"], "web.eu.example.com"],
  ["web.eu.example.com", ["web"], "web.eu.example.com"],
  ["10.0.12.34", [], "10.0.12.34"],
  ["strange.", [], "strange."],
  ["7f3c9d2ab1e0", [], "7f3c9d2ab1e0"],
])("%s beside %j is called %s", (instance, others, label) => {
  expect(instanceLabel(instance, [instance, ...others])).toBe(label);
});

import { expect, it } from "vitest";
import { INSTANCE_REPORTS } from "../instance-reports.ts";
import { ruleText } from "./rule-text.ts";

it("is the same for a rule as an API prints it and as the lab has it", () => {
  const Conditions = [
    { Field: "path-pattern", Values: ["/api/instance"], PathPatternConfig: { Values: ["/api/instance"] } },
  ];
  expect(ruleText({ Conditions, Actions: [{ Type: "forward" }] })).toBe("path-pattern /api/instance → forward");
  expect(INSTANCE_REPORTS.rules.map(ruleText)).toEqual([
    "path-pattern /api/instance → forward",
    "path-pattern /metrics → fixed-response",
  ]);
});

it("names each condition and its values", () => {
  expect(
    ruleText({
      Conditions: [
        { Field: "host-header", Values: ["a.example", "b.example"] },
        { Field: "query-string", ...{ QueryStringConfig: { Values: [{ Key: "room", Value: "a" }] } } },
      ],
      Actions: [{ Type: "redirect" }],
    }),
  ).toBe('host-header a.example or b.example and query-string {"Key":"room","Value":"a"} → redirect');
});

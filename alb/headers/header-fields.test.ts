import { expect, it } from "vitest";
import { HeaderFields } from "./header-fields.ts";
import { hopByHop } from "./hop-by-hop.ts";

const fields = HeaderFields.of([
  "Host",
  "h",
  "X-A",
  "1",
  "x-a",
  "2",
  "Connection",
  "keep-alive, X-A",
  "connection",
  "TE",
]);

it("keeps lines in their order and case, and finds them in any case", () => {
  expect([fields.length, fields.names, fields.values[1]]).toEqual([
    5,
    ["Host", "X-A", "x-a", "Connection", "connection"],
    "1",
  ]);
  expect([fields.get("x-a"), fields.all("x-a"), fields.get("none"), fields.all("none")]).toEqual([
    "1",
    ["1", "2"],
    undefined,
    [],
  ]);
  expect([fields.has("host"), fields.has("none")]).toEqual([true, false]);
});

it.each([
  ["x-a", true],
  ["te", true],
  ["keep-alive", true],
  ["keep", false],
])("finds a token in a list that is spread over lines: %s", (token, expected) => {
  expect(fields.hasToken("connection", token)).toBe(expected);
});

it.each<[string, string[], string[]]>([
  ["nothing", [], []],
  ["a close", ["Connection", "close"], []],
  ["names of its own", ["Connection", "X-Hop, keep-alive", "connection", "X-Other"], ["x-hop", "x-other"]],
  [
    "what frames the body or names the host",
    ["Connection", "Content-Length, Transfer-Encoding, Host, Trailer, close"],
    [],
  ],
])("goes no further: the headers of one hop, and with Connection saying %s", (_, raw, named) => {
  const always = ["connection", "keep-alive", "proxy-connection", "upgrade"];
  const found = [...hopByHop(HeaderFields.of(raw))].filter((one) => one !== "close" && one !== "");
  expect(found.sort()).toEqual([...always, ...named].sort());
});

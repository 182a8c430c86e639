import { describe, expect, it } from "vitest";
import { headerValues, withoutHopByHop } from "./raw-headers.ts";

describe("headers as they came", () => {
  it("finds all values of a name, whatever its case, in order", () => {
    expect(headerValues(["Set-Cookie", "a=1", "X", "y", "set-cookie", "b=2"], "set-cookie")).toEqual(["a=1", "b=2"]);
  });

  it.each<[string, string[], string[]]>([
    ["nothing", [], []],
    [
      "what concerns one hop",
      ["Connection", "keep-alive", "Keep-Alive", "timeout=5", "Upgrade", "h2c", "A", "b"],
      ["A", "b"],
    ],
    ["what Connection names", ["X-Trace", "1", "connection", "close, X-Trace", "A", "b"], ["A", "b"]],
    [
      "not what frames the body or names the host",
      ["Connection", "content-length, transfer-encoding, host", "Host", "h", "Content-Length", "3"],
      ["Host", "h", "Content-Length", "3"],
    ],
    [
      "not two lines into one",
      ["Set-Cookie", "a", "Set-Cookie", "b", "sEt-cOOkie", "c"],
      ["Set-Cookie", "a", "Set-Cookie", "b", "sEt-cOOkie", "c"],
    ],
  ])("drops %s", (_, raw, expected) => {
    expect(withoutHopByHop(raw)).toEqual(expected);
  });
});

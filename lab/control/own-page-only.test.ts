import { describe, expect, it } from "vitest";
import { refuseStrangers } from "./own-page-only.ts";

const own = { controlPort: 8001, pageOrigins: ["http://localhost:8000", "http://127.0.0.1:8000"] };

describe("refuseStrangers", () => {
  it.each([
    ["a command line", "127.0.0.1:8001", undefined],
    ["the page", "127.0.0.1:8001", "http://localhost:8000"],
    ["the page under its other name", "localhost:8001", "http://127.0.0.1:8000"],
    ["the API opened in a browser", "localhost:8001", "http://localhost:8001"],
  ])("lets %s pass", (_who, host, origin) => {
    expect(refuseStrangers({ host, origin }, own)).toBeNull();
  });

  it.each([
    ["a page elsewhere", "127.0.0.1:8001", "https://evil.example", /Origin header is "https:\/\/evil.example"/],
    ["a page on another port", "127.0.0.1:8001", "http://localhost:3000", /Origin/],
    ["a sandboxed frame or a file", "127.0.0.1:8001", "null", /Origin/],
    ["a name that was pointed here", "evil.example:8001", undefined, /Host header is "evil.example:8001"/],
    ["a missing Host", undefined, undefined, /Host/],
    ["the page's own port as Host", "localhost:8000", undefined, /Host/],
  ])("refuses %s with a sentence", (_who, host, origin, sentence) => {
    expect(refuseStrangers({ host, origin }, own)).toMatch(sentence);
  });
});

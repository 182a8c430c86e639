import { describe, expect, it } from "vitest";
import { refuseStrangers } from "./own-page-only.ts";

const BARE = {
  method: "GET",
  host: "127.0.0.1:8001",
  origin: undefined,
  site: undefined,
  mode: undefined,
  dest: undefined,
};
const own = { controlPort: 8001, controlHost: null, pageOrigins: ["http://localhost:8000", "http://127.0.0.1:8000"] };

describe("refuseStrangers", () => {
  it.each([
    ["a command line", "127.0.0.1:8001", undefined],
    ["the page", "127.0.0.1:8001", "http://localhost:8000"],
    ["the page under its other name", "localhost:8001", "http://127.0.0.1:8000"],
    ["the API opened in a browser", "localhost:8001", "http://localhost:8001"],
  ])("lets %s pass", (_who, host, origin) => {
    expect(refuseStrangers({ ...BARE, host, origin }, own)).toBeNull();
  });

  it.each([
    ["a page elsewhere", "127.0.0.1:8001", "https://evil.example", /Origin header is "https:\/\/evil.example"/],
    ["a page on another port", "127.0.0.1:8001", "http://localhost:3000", /Origin/],
    ["a sandboxed frame or a file", "127.0.0.1:8001", "null", /Origin/],
    ["a name that was pointed here", "evil.example:8001", undefined, /Host header is "evil.example:8001"/],
    ["a missing Host", undefined, undefined, /Host/],
    ["the page's own port as Host", "localhost:8000", undefined, /Host/],
  ])("refuses %s with a sentence", (_who, host, origin, sentence) => {
    expect(refuseStrangers({ ...BARE, host, origin }, own)).toMatch(sentence);
  });

  it.each([
    ["an image or a frame of another page", { site: "cross-site", mode: "no-cors", dest: "image" }, false],
    ["a frame of another page", { site: "cross-site", mode: "navigate", dest: "iframe" }, false],
    ["a form of another page", { method: "POST", site: "same-site", mode: "navigate", dest: "document" }, false],
    ["a link on another page", { site: "cross-site", mode: "navigate", dest: "document" }, true],
    ["the address bar", { site: "none", mode: "navigate", dest: "document" }, true],
    [
      "the chat's page, which is on another port",
      { site: "same-site", origin: "http://localhost:8000", mode: "cors" },
      true,
    ],
    ["the console itself", { method: "POST", site: "same-origin", mode: "cors" }, true],
  ])("%s: %j passes: %s", (_who, asking, passes) => {
    const refusal = refuseStrangers({ ...BARE, ...asking }, own);
    expect(refusal ?? "passes").toMatch(passes ? /^passes$/ : /^the Sec-Fetch-Site header is "(cross|same)-site"/);
  });

  it("lets one more host ask, for GET alone", () => {
    const named = { ...own, controlHost: "lab.test" };
    for (const host of ["lab.test", "LAB.test:8001"]) {
      expect(refuseStrangers({ ...BARE, host }, named)).toBeNull();
      expect(refuseStrangers({ ...BARE, host, method: "POST" }, named)).toBe(
        `the method is "POST"; allowed for the Host "${host}": GET`,
      );
    }
    expect(refuseStrangers({ ...BARE, host: "lab.test" }, own)).toMatch("Host header");
  });
});

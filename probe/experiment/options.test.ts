import { describe, expect, it } from "vitest";
import { parseOptions } from "./options.ts";

describe("parseOptions", () => {
  it("has an answer for everything", () => {
    expect(parseOptions([])).toEqual({
      help: false,
      cells: [],
      people: 6,
      instances: 3,
      messages: 2,
      seed: 1,
      url: null,
      faults: false,
      durationSeconds: 60,
      format: "table",
      html: null,
      logDir: null,
      progress: "text",
    });
  });

  it("takes several filters, and a URL's origin", () => {
    const args = [
      "--cells",
      "stickiness=off",
      "--cells=on-*",
      "--url",
      "https://chat.example.com/",
      "--html",
      "x.html",
    ];
    expect(parseOptions(args)).toMatchObject({
      cells: ["stickiness=off", "on-*"],
      url: "https://chat.example.com",
      html: "x.html",
    });
  });

  it.each([
    [["--peple", "3"], "Unknown option '--peple'"],
    [["more"], "Unexpected argument 'more'"],
    [["--people", "1"], '--people is "1"; allowed: a whole number from 2 to 60'],
    [["--people", "2.5"], '--people is "2.5"'],
    [["--instances", "13"], '--instances is "13"; allowed: a whole number from 1 to 12'],
    [["--messages", "0"], '--messages is "0"'],
    [["--seed", "-1"], "--seed"],
    [["--seed", "4294967296"], '--seed is "4294967296"'],
    [["--url", "chat.example.com"], '--url is "chat.example.com"; allowed: a URL like'],
    [["--url", "https://a.b/c"], '--url is "https://a.b/c"'],
    [["--url", "https://a.b", "--instances", "2"], "--instances is not possible with --url"],
    [["--json", "--markdown"], "--json and --markdown both write to stdout"],
    [["--html", ""], '--html is ""'],
    [["--log-dir", ""], '--log-dir is ""'],
    [["--duration", "10"], "--duration is only possible with --faults"],
    [["--faults", "--duration", "0"], '--duration is "0"; allowed: a whole number from 1 to 86400'],
    [["--faults", "--url", "https://a.b"], "--faults is not possible with --url"],
    [["--faults", "--messages", "3"], "--messages is not possible with --faults"],
    [["--progress", "loud"], '--progress is "loud"; allowed: text, json'],
  ])("refuses %j", (args, sentence) => {
    expect(() => parseOptions(args)).toThrow(sentence);
  });
});

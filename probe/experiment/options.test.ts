import { describe, expect, it } from "vitest";
import { experimentCommand } from "./options.ts";

const parseOptions = (args: string[]) => experimentCommand.read(args);

describe("the experiment's options", () => {
  it("have an answer for everything", () => {
    expect(parseOptions([])).toEqual({
      cells: [],
      people: 6,
      instances: 3,
      messages: 2,
      seed: 1,
      url: null,
      adapter: null,
      faults: false,
      durationSeconds: 60,
      app: null,
      outputs: [{ reporter: "text", file: null }],
      logDir: null,
      progress: "text",
    });
  });

  it("take several filters, and a URL's origin", () => {
    const args = ["--cells", "stickiness=off", "--cells=on-*", "--url", "https://chat.example.com/"];
    expect(parseOptions([...args, "--html", "x.html"])).toMatchObject({
      cells: ["stickiness=off", "on-*"],
      url: "https://chat.example.com",
      outputs: [
        { reporter: "text", file: null },
        { reporter: "html", file: "x.html" },
      ],
    });
  });

  it("take an application with its command, and leave the command's own options to it", () => {
    const args = [
      "--app",
      "chat.mjs",
      "--claims",
      "memory",
      "--people",
      "4",
      "--",
      "node",
      "server.mjs",
      "--people",
      "9",
    ];
    expect(parseOptions(args)).toMatchObject({
      people: 4,
      app: {
        file: "chat.mjs",
        command: ["node", "server.mjs", "--people", "9"],
        claims: "memory",
        rooms: 1,
        payloadBytes: 1,
        ratePerSecond: null,
        thinkMs: 0,
        quietMs: 1_000,
        healthPath: "/",
        startTimeoutMs: 30_000,
      },
    });
  });

  it.each([
    [["--peple", "3"], "--peple is not known; did you mean --people?"],
    [["more"], '"more" is not an option; a command stands behind --'],
    [["--people", "1"], '--people is "1"; allowed: a whole number from 2 to 60'],
    [["--people", "61"], '--people is "61"; allowed: a whole number from 2 to 60'],
    [["--faults", "--people", "5001"], '--people is "5001"; allowed: a whole number from 2 to 5000'],
    [["--people", "2.5"], '--people is "2.5"'],
    [["--instances", "13"], '--instances is "13"; allowed: a whole number from 1 to 12'],
    [["--messages", "0"], '--messages is "0"'],
    [["--seed", "-1"], "--seed"],
    [["--seed", "4294967296"], '--seed is "4294967296"'],
    [["--url", "chat.example.com"], '--url is "chat.example.com"; allowed: a URL like'],
    [["--url", "https://a.b/c"], '--url is "https://a.b/c"'],
    [["--url", "https://a.b", "--instances", "2"], "--instances is not possible with --url"],
    [["--json", "--markdown"], "json and markdown both write to stdout"],
    [["--html", ""], '--html is ""'],
    [["--log-dir", ""], '--log-dir is ""'],
    [["--duration", "10"], "--duration is only possible with --faults"],
    [["--faults", "--duration", "0"], '--duration is "0"; allowed: a whole number from 1 to 86400'],
    [["--faults", "--url", "https://a.b"], "--url is not possible with --faults"],
    [["--adapter", "a.mjs", "--faults"], "--adapter is only possible with instances of the lab"],
    [["--adapter", "a.mjs", "--url", "https://a.b"], "--adapter is only possible with instances of the lab"],
    [["--faults", "--messages", "3"], "--messages is not possible with --faults"],
    [["--faults", "--app", "x.js"], "--app is not possible with --faults"],
    [["--progress", "loud"], '--progress is "loud"; allowed: text, json'],
    [["--claims", "memory"], "--claims is only possible with --app"],
    [["--", "node"], "a command (node) is only possible with --app"],
    [["--app", "x.js"], "--app needs a --url, or a command behind --"],
    [["--app", "x.js", "--url", "https://a.b", "--", "node"], "either --url or a command behind --"],
    [["--app", "x.js", "--claims", "both", "--", "node"], '--claims is "both"; allowed: memory, shared'],
    [["--app", "x.js", "--rooms", "4", "--", "node"], "--rooms is 4; allowed: at most 3"],
    [["--app", "x.js", "--health-path", "health", "--", "node"], '--health-path is "health"'],
    [["--app", "x.js", "--start-timeout", "0", "--", "node"], '--start-timeout is "0"'],
  ])("refuse %j", (args, sentence) => {
    expect(() => parseOptions(args)).toThrow(sentence);
  });
});

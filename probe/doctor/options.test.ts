import { describe, expect, it } from "vitest";
import { UserError } from "../../machine/user-error.ts";
import { doctorCommand } from "./options.ts";

const parseOptions = (args: string[]) => doctorCommand.read(args);

const URL_OF_CHAT = "https://chat.example.com";

describe("the doctor's command line", () => {
  it("needs no more than a URL", () => {
    const { endpoints, ...options } = parseOptions([URL_OF_CHAT]);
    expect(endpoints.map(({ href }) => href)).toEqual(["https://chat.example.com/socket.io/"]);
    expect(options).toEqual({
      origin: null,
      page: null,
      healthPath: null,
      waitsIdle: false,
      sessions: 14,
      rate: 20,
      timeLimitSeconds: 120,
      waitSeconds: 10,
      headers: {},
      isInsecure: false,
      isAll: false,
      expectations: [],
      failOn: "problem",
      outputs: [{ reporter: "text", file: null }],
    });
  });

  it("takes credentials out of the URL, and headers by name", () => {
    const { endpoints, headers } = parseOptions(["https://ada:p%40ss@chat.example.com", "--header", "X-Room: 1"]);
    expect(endpoints[0]!.href).toBe("https://chat.example.com/socket.io/");
    expect(headers).toEqual({ "x-room": "1", authorization: `Basic ${btoa("ada:p@ss")}` });
  });

  it.each([
    { args: [], says: "which URL?" },
    { args: ["/chat"], says: '"/chat" is not a URL; allowed: one like https://chat.example.com' },
    { args: [URL_OF_CHAT, "--page", "/rooms"], says: '--page is "/rooms"; allowed: a URL' },
    { args: ["ftp://chat.example.com"], says: "is not a URL" },
    { args: [URL_OF_CHAT, "https://other.example.com"], says: "one URL at a time" },
    { args: [URL_OF_CHAT, "--fast"], says: "--fast" },
    { args: [URL_OF_CHAT, "--path", "ws"], says: '--path is "ws"; allowed: a path that begins with /' },
    { args: [URL_OF_CHAT, "--health", "x y"], says: '--health is "x y"' },
    { args: [URL_OF_CHAT, "--origin", "app.example.com"], says: '--origin is "app.example.com"; allowed: scheme' },
    { args: [URL_OF_CHAT, "--origin", "https://a.example/b"], says: "--origin is" },
    { args: [URL_OF_CHAT, "--sessions", "1"], says: '--sessions is "1"; allowed: a whole number from 5 to 60' },
    { args: [URL_OF_CHAT, "--rate", "0"], says: '--rate is "0"' },
    { args: [URL_OF_CHAT, "--timeout", "1.5"], says: '--timeout is "1.5"' },
    { args: [URL_OF_CHAT, "--wait", "x"], says: '--wait is "x"' },
    { args: [URL_OF_CHAT, "--expect", "cookies"], says: '--expect is "cookies"; allowed: affinity=' },
    { args: [URL_OF_CHAT, "--fail-on", "ok"], says: '--fail-on is "ok"; allowed: problem, warning' },
    { args: [URL_OF_CHAT, "--header", "no colon"], says: '--header is "no colon"; allowed: a name and a value' },
    { args: [URL_OF_CHAT, "--header", "X: a\r\nY: b"], says: "--header is" },
  ])("refuses $args", ({ args, says }) => {
    const parse = () => parseOptions(args);
    expect(parse).toThrow(UserError);
    expect(parse).toThrow(says);
  });
});

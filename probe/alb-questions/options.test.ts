import { describe, expect, it } from "vitest";
import { UserError } from "../../machine/user-error.ts";
import { albQuestionsCommand } from "./options.ts";

describe("the command line of the questions", () => {
  it("needs no more than a URL", () => {
    expect(albQuestionsCommand.read(["https://chat.example.com"])).toMatchObject({
      endpoints: [new URL("https://chat.example.com/socket.io/")],
      isWithChanges: false,
      record: null,
    });
  });

  it.each([
    { args: [], says: "which URL?" },
    { args: ["/chat"], says: '"/chat" is not a URL' },
    { args: ["http://a", "http://b"], says: "one URL at a time" },
    { args: ["http://a", "--often"], says: "--often" },
    {
      args: ["http://a", "--drain-seconds", "0"],
      says: '--drain-seconds is "0"; allowed: a whole number from 1 to 3700',
    },
    { args: ["http://a", "--echo", "whoami"], says: '--echo is "whoami"; allowed: a path that begins with /' },
    { args: ["http://a", "--access-log", "/nowhere"], says: '--access-log "/nowhere" cannot be read: ENOENT' },
    { args: ["http://a", "--record", ""], says: '--record is ""; allowed: a file to write' },
  ])("refuses $args", ({ args, says }) => {
    const parse = () => albQuestionsCommand.read(args);
    expect(parse).toThrow(UserError);
    expect(parse).toThrow(says);
  });
});

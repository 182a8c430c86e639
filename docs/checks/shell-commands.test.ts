import { expect, it } from "vitest";
import { logicalLines, shellCommands } from "./shell-commands.ts";

const words = (block: string) => shellCommands(block).map((command) => command.words);

it.each([
  ["npm start -- --port 0   # any free port", [["npm", "start", "--", "--port", "0"]]],
  [
    "cd terraform && . ../.aws-local/env",
    [
      ["cd", "terraform"],
      [".", "../.aws-local/env"],
    ],
  ],
  ["terraform output -raw push_image | sh", [["terraform", "output", "-raw", "push_image"], ["sh"]]],
  [`curl -d '{"a":"b c"}' http://x/#y`, [["curl", "-d", '{"a":"b c"}', "http://x/#y"]]],
  ['aws --arn "$ARN" \\\n  --more "a b"', [["aws", "--arn", "$ARN", "--more", "a b"]]],
  ["STATE=redis docker compose up", [["docker", "compose", "up"]]],
  ["# a comment\n\nls", [["ls"]]],
])("splits %j", (block, expected) => {
  expect(words(block)).toEqual(expected);
});

it("numbers lines by where they begin", () => {
  expect(logicalLines("# one\na \\\n  b\nc")).toEqual([
    { text: "a b", number: 2 },
    { text: "c", number: 4 },
  ]);
});

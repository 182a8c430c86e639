import { expect, it } from "vitest";
import { isOutput, runnableLine, treatmentOf } from "./runnable.ts";

it.each(["rm -rf /", "ls", "brew install chromium", "wget http://localhost:8000/"])(
  "has no treatment for %s",
  (line) => {
    expect(treatmentOf(line)).toBeNull();
  },
);

it.each(["terraform apply", "STATE=redis docker compose up", "npm start -- --instances 5", "sudo apt-get install x"])(
  "leaves out %s, with a reason",
  (line) => {
    expect(treatmentOf(line)).toEqual({ run: false, because: expect.stringMatching(/\w{3}/) });
  },
);

it.each([
  "curl http://localhost:8000/health",
  "sid=$(curl -s http://localhost:8000/)",
  "node dist/server/main.js --help",
  "npm run logs -- --errors",
  "CLIENT=$(grep -h x logs/chat-*.log | tail -n 1)",
  "tail -n 5 logs/chat-1.log",
  "jq -r .msg logs/chat-1.log",
])("runs %s", (line) => {
  expect(treatmentOf(line)).toEqual({ run: true });
});

it.each([
  ["curl -s http://localhost:8000/health", "curl -sS --fail -s http://localhost:1234/health"],
  [
    "curl -N http://127.0.0.1:8001/events",
    "curl -sS --fail --max-time 1 -N http://127.0.0.1:5678/events || [ $? = 28 ]",
  ],
  ['curl -d 40 "http://localhost:8000/?x=1&sid=$sid"', 'curl -sS -d 40 "http://localhost:1234/?x=1&sid=$sid"'],
])(
  "%s is sent to the lab that it is given, and no error answer passes unless it is what is shown",
  (line, expected) => {
    expect(runnableLine(line, { url: "http://localhost:1234", controlUrl: "http://127.0.0.1:5678" })).toBe(expected);
  },
);

it.each([
  ["ok\nno\n", "ok\nno", true],
  ['{"sid":"abc","n":1}\n', '{"sid":"…","n":1}', true],
  ["ok\nno\n", "ok", false],
  ["ok", "ok\nso…", false],
  ["ok", "ok\n…", true],
  ["okso", "ok\n…", false],
  ["ok\nno\nso", "ok\n…\nso", true],
  ["oks", "ok", false],
  ["a.b", "a?b", false],
])("whether %j is the output %j: %j", (printed, said, expected) => {
  expect(isOutput(printed, said)).toBe(expected);
});

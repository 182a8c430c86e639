import { expect, it } from "vitest";
import { albCommand } from "./options.ts";

const read = (line: string) => albCommand.read(line.split(" ").filter(Boolean), "npx sticky-rooms alb");

it("has ELBv2's ways, and a matcher that most applications pass", () => {
  expect(read("--target http://127.0.0.1:3001 --target localhost:3001")).toMatchObject({
    port: 8000,
    controlPort: 8001,
    targets: [
      { id: "127.0.0.1:3001", address: "127.0.0.1", port: 3001 },
      { id: "localhost:3001", address: "localhost", port: 3001 },
    ],
    command: null,
    healthCheck: { path: "/", matcher: "200-399" },
    targetGroupAttributes: {
      "stickiness.enabled": "true",
      "stickiness.type": "lb_cookie",
      "stickiness.lb_cookie.duration_seconds": "86400",
      "load_balancing.algorithm.type": "round_robin",
    },
    startTimeoutMs: 30_000,
  });
});

it("takes listeners, rules and target groups from a file", () => {
  expect(read("--config examples/alb-config.json").config?.targets).toHaveLength(1);
  expect(() => read("--config examples/alb-config.json --port 7")).toThrow(
    "--port is not possible with --config, whose file says it",
  );
});

it("takes the place of an emulator's data plane, at its own ports", () => {
  expect(read("--follow http://127.0.0.1:5000 --load-balancer chat --port 80")).toMatchObject({
    follow: { url: "http://127.0.0.1:5000", loadBalancer: "chat" },
    port: 80,
    targets: [],
    command: null,
  });
});

it("leaves a command its own options", () => {
  expect(read("--instances 2 -- node server.js --port 7 --help")).toMatchObject({
    instances: 2,
    command: ["node", "server.js", "--port", "7", "--help"],
  });
});

it("sticks to the application's own cookie", () => {
  expect(read("--app-cookie sid --cookie-duration 60 -- node a.js").targetGroupAttributes).toMatchObject({
    "stickiness.type": "app_cookie",
    "stickiness.app_cookie.cookie_name": "sid",
    "stickiness.app_cookie.duration_seconds": "60",
  });
});

it.each([
  ["", "which application? npx sticky-rooms alb --target http://127.0.0.1:3001"],
  ["node server.js", '"node" is not an option; a command stands behind --'],
  ["--target ftp://x", '--target: "ftp://x" is not a target; allowed: a URL like http://127.0.0.1:3001'],
  [
    "--follow http://127.0.0.1:5000 --target a:1",
    "--target is not possible with --follow, which takes it from the API",
  ],
  ["--follow http://127.0.0.1:5000 -- node a.js", "either --follow or a command, not both"],
  ["--follow 5000", '--follow is "5000"; allowed: a URL like http://127.0.0.1:5555'],
  ["--load-balancer chat --target a:1", "--load-balancer needs --follow"],
  ["--target a:1 --target http://a:1", '--target: "a:1" is named twice'],
  ["--target a:1 -- node", "either --target or a command, not both"],
  ["--target a:1 --instances 2", "--instances needs a command"],
  ["--target a:1 --port 8001", "--port and --control-port are both 8001"],
  ["--target a:1 --matcher 600", '--matcher is "600"; allowed: codes or ranges from 200 to 499'],
  ["--target a:1 --health-path x", '--health-path is "x"; allowed: 1 to 1024 characters that begin with "/"'],
  ["--target a:1 --health-timeout 5", "--health-timeout is 5; allowed: less than --health-interval (5)"],
  ["--target a:1 --stickiness-type app_cookie", "--stickiness-type app_cookie needs --app-cookie NAME"],
  ["--target a:1 --stickiness-type lb_cookie --app-cookie sid", "--app-cookie is for --stickiness-type app_cookie"],
  ["--target a:1 --algorithm weighted_random", "add --stickiness off"],
  ["--target a:1 --helth-path /", "--helth-path is not known; did you mean --health-path? npx sticky-rooms alb --help"],
])("refuses %j", (line, sentence) => {
  expect(() => read(line)).toThrow(sentence);
});

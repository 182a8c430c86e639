import { describe, expect, it } from "vitest";
import { UserError } from "../machine/user-error.ts";
import { labCommand } from "./options.ts";

describe("npm start", () => {
  it("without options is three sticky instances on ports 8000 and 8001", () => {
    expect(labCommand.read([])).toEqual({
      open: false,
      follow: null,
      lab: {
        port: 8000,
        controlPort: 8001,
        instances: 3,
        stickiness: true,
        cookieDurationSeconds: 86_400,
        algorithm: "round_robin",
        state: "memory",
        logDir: "logs",
      },
    });
  });

  it("reads every option", () => {
    const args =
      "--port 0 --control-port 0 --instances 5 --stickiness off --cookie-duration 60 --algorithm weighted_random --state redis --redis-url redis://127.0.0.1:7000 --log-dir l --open";
    expect(labCommand.read(args.split(" "))).toEqual({
      open: true,
      follow: null,
      lab: {
        port: 0,
        controlPort: 0,
        instances: 5,
        stickiness: false,
        cookieDurationSeconds: 60,
        algorithm: "weighted_random",
        state: "redis",
        redisUrl: "redis://127.0.0.1:7000",
        logDir: "l",
      },
    });
  });

  it("follows an API", () => {
    const args = "--follow http://127.0.0.1:5555 --load-balancer chat --port 9000";
    expect(labCommand.read(args.split(" "))).toMatchObject({
      follow: { url: "http://127.0.0.1:5555", loadBalancer: "chat" },
      lab: { port: 9000 },
    });
  });

  it("listens for HTTPS, too", () => {
    expect(labCommand.read(["--https", "--cert", "c", "--key", "k"]).lab.https).toEqual({
      port: 8443,
      files: { cert: "c", key: "k" },
    });
  });

  it("starts a Redis of its own unless it is given one", () => {
    expect(labCommand.read(["--state", "redis"]).lab).toEqual({
      ...labCommand.read([]).lab,
      state: "redis",
    });
  });

  it.each([
    ["--prot 1", /^--prot is not known; did you mean --port\? npm start -- --help lists the options$/],
    ["extra", /extra/],
    ["--port 70000", /--port is "70000"; allowed: a whole number from 0 to 65535/],
    ["--port -1", /^--port is "-1"; allowed: a whole number from 0 to 65535$/],
    ["--log-dir --open", /^--log-dir has no value; allowed: --log-dir DIR$/],
    ["--port 8001", /both 8001/],
    ["--instances 0", /--instances is "0"; allowed: a whole number from 1 to 12/],
    ["--instances 2.5", /--instances is "2.5"/],
    ["--stickiness maybe", /--stickiness is "maybe"; allowed: on, off/],
    ["--cookie-duration 0", /1 to 604800/],
    ["--cookie-duration 604801", /1 to 604800/],
    ["--algorithm random", /round_robin, least_outstanding_requests, weighted_random/],
    ["--algorithm weighted_random", /not possible with stickiness/],
    ["--state disk", /memory, redis/],
    ["--follow 127.0.0.1:5555", /--follow is "127.0.0.1:5555"; allowed: a URL like/],
    ["--follow http://x --stickiness off", /--stickiness is not possible with --follow/],
    ["--follow http://x --instances 2", /--instances is not possible with --follow/],
    ["--load-balancer chat", /--load-balancer needs --follow/],
    ["--control-host http://x", /--control-host is "http:\/\/x"; allowed: a host name without a port/],
    ["--https --port 8443", /--https-port and --port are both 8443/],
    ["--cert c", /--cert needs --https/],
    ["--redis-url redis://x", /needs --state redis/],
    ["--state redis --redis-url http://x", /--redis-url is "http:\/\/x"/],
    ["--state redis --redis-url http://:secret@x", /^--redis-url is "http:\/\/x"/],
  ])("refuses %s with a sentence that names it", (line, sentence) => {
    expect(() => labCommand.read(line.split(" "))).toThrow(UserError);
    expect(() => labCommand.read(line.split(" "))).toThrow(sentence);
  });
});

import { describe, expect, it } from "vitest";
import type { Obstacles } from "../../protocol/control/state.ts";
import { NO_OBSTACLES } from "../../protocol/control/state.ts";
import { obstacleTo } from "./obstacles.ts";

const NEEDS: [keyof Obstacles, string][] = [
  ["attributes", "PATCH /target-group/attributes"],
  ["attributes", "PATCH /load-balancer/attributes"],
  ["attributes", "POST /target-groups"],
  ["attributes", "DELETE /target-groups/green"],
  ["attributes", "POST /target-groups/green/targets"],
  ["add", "POST /targets"],
  ["drain", "POST /targets/ip-10-42-0-4.ec2.internal/deregister"],
  ["processes", "POST /targets/chat-1/kill"],
  ["processes", "POST /targets/chat-1/pause"],
  ["processes", "POST /targets/chat-1/resume"],
  ["processes", "POST /targets/chat-1/restart"],
  ["processes", "DELETE /targets/chat-1"],
  ["experiment", "POST /experiment"],
  ["people", "POST /people"],
];
const FREE = [
  "GET /state",
  "GET /experiment",
  "DELETE /experiment",
  "GET /targets/chat-1/stickiness-cookies",
  "PATCH /lab",
  "POST /redis/kill",
  "DELETE /people/person-1",
];

describe("obstacleTo", () => {
  it.each(NEEDS)("%s stands in the way of %s alone", (of, request) => {
    const [method, path] = request.split(" ") as [string, string];
    expect(obstacleTo(method, path, { ...NO_OBSTACLES, [of]: "there it is" })).toBe("there it is");
    const others = Object.keys(NO_OBSTACLES).filter((one) => one !== of);
    const allOthers = Object.fromEntries(others.map((one) => [one, "another"]));
    expect(obstacleTo(method, path, { ...NO_OBSTACLES, ...allOthers })).toBeNull();
  });

  it.each(FREE)("nothing stands in the way of %s", (request) => {
    const [method, path] = request.split(" ") as [string, string];
    const all = Object.fromEntries(Object.keys(NO_OBSTACLES).map((one) => [one, "there it is"]));
    expect(obstacleTo(method, path, { ...NO_OBSTACLES, ...all })).toBeNull();
  });
});

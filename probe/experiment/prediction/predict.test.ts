import { describe, expect, it } from "vitest";
import type { Cell } from "../cell.ts";
import { predict } from "./predict.ts";

const DRAINED: Cell = {
  stickiness: "on",
  transport: "polling",
  layout: "one-browser",
  store: "streams",
  happening: "drain",
};
const recovered = (cell: Partial<Cell>, instances = 3) =>
  predict({ cell: { ...DRAINED, ...cell }, instances, people: 6, isDealtInTurn: true }).returns?.recovered;

describe("who is recovered when an instance is drained", () => {
  it("is anybody's luck where windows of one browser race for its cookie", () => {
    expect(recovered({})).toBe("by luck");
    expect(recovered({ transport: "default" })).toBe("by luck");
  });

  it.each<[string, Partial<Cell>, number]>([
    ["a WebSocket is one request", { transport: "websocket" }, 3],
    ["each browser has a cookie of its own", { layout: "browsers" }, 3],
    ["there is one instance left to come to", {}, 2],
  ])("is everyone where %s", (_, cell, instances) => {
    expect(recovered(cell, instances)).toBe("all");
  });

  it("is not foretold of somebody's own adapter", () => {
    expect([recovered({ store: "adapter" }), recovered({ store: "adapter", happening: "reconnect" })]).toEqual([
      "by luck",
      "by luck",
    ]);
  });

  it("is nobody where no session is kept elsewhere", () => {
    expect([recovered({ store: "memory" }), recovered({ store: "pubsub" })]).toEqual(["none", "none"]);
  });
});

describe("the two long accidents", () => {
  const predicted = (cell: Partial<Cell>) =>
    predict({ cell: { ...DRAINED, ...cell }, instances: 3, people: 6, isDealtInTurn: true });

  it.each(["memory", "streams", "pubsub"] as const)("a late reconnection is as any, with %s", (store) => {
    expect(predicted({ store, happening: "late-reconnect" })).toEqual(predicted({ store, happening: "reconnect" }));
  });

  it("a store that starts again with what it had written is as if nothing had happened", () => {
    expect(predicted({ happening: "restart-store" })).toEqual(predicted({ happening: "nothing" }));
  });
});

describe("affinity by room", () => {
  const by = (cell: Partial<Cell>) => {
    const room: Cell = { ...DRAINED, stickiness: "by-room", layout: "browsers", store: "memory", happening: "nothing" };
    return predict({ cell: { ...room, ...cell }, instances: 3, people: 6, isDealtInTurn: true });
  };

  it.each(["default", "polling", "websocket"] as const)(
    "brings everybody together over %s, without a cookie",
    (transport) => {
      expect(by({ transport })).toMatchObject({
        answers: { Q1: "yes", Q3: "yes" },
        spread: [6],
        lossShare: 0,
        versions: "one",
      });
    },
  );

  it("leads each one back to the room while its instance lives", () => {
    expect(by({ happening: "reconnect" }).returns).toEqual({
      sameInstance: "all",
      recovered: "all",
      ownHistory: "all",
    });
  });

  it.each(["kill", "drain"] as const)("loses what the room held by a %s, and all of them meet again", (happening) => {
    expect(by({ happening })).toMatchObject({
      answers: { Q3: "yes", Q4: "no" },
      versions: "one",
      returns: { sameInstance: "none", recovered: "none", ownHistory: "none" },
    });
  });
});

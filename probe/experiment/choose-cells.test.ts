import { describe, expect, it } from "vitest";
import { cellKey } from "./cell.ts";
import { chooseCells, type Conditions } from "./choose-cells.ts";

const here: Conditions = { instances: 3, people: 6, hasRedis: true, faults: false, adapter: false, deployment: null };
const deployed = (store: "memory" | "redis") =>
  ({ url: "https://chat.example.com", stickiness: "on", store, instances: 2 }) as const;
const count = (filters: string[], conditions: Partial<Conditions> = {}) => {
  const { cells } = chooseCells(filters, { ...here, ...conditions });
  const stores = cells.map(({ store }) => store);
  return ["memory", "streams", "pubsub", "adapter"].map((one) => stores.filter((store) => store === one).length);
};

describe("chooseCells", () => {
  it.each([
    ["all in memory and with Streams, and where pub/sub is another thing", [], {}, [60, 60, 16, 0]],
    ["everything that is asked for", ["*"], {}, [75, 72, 72, 0]],
    ["of somebody's own adapter all, and nothing else", [], { adapter: true }, [0, 0, 0, 72]],
    ["what it is to be compared with, when it is asked for", ["*"], { adapter: true }, [75, 72, 72, 72]],
    ["no instance that could end where there is only one", [], { instances: 1 }, [30, 36, 12, 0]],
    ["what things can fail in: sessions that come up", [], { faults: true }, [8, 8, 0, 0]],
    ["and with pub/sub when it is asked for", ["store=pubsub"], { faults: true }, [0, 0, 8, 0]],
    ["what a deployment can show", [], { deployment: deployed("memory") }, [12, 0, 0, 0]],
    ["what one with Redis can show", [], { deployment: deployed("redis") }, [0, 12, 0, 0]],
    ["two filters together, each cell once", ["on-*-kill", "on-websocket-*"], {}, [14, 16, 16, 0]],
  ] as [string, string[], Partial<Conditions>, number[]][])("chooses %s", (_name, filters, conditions, counts) => {
    expect(count(filters, conditions)).toEqual(counts);
  });

  it("of pub/sub measures where people come back, since there nobody is recovered", () => {
    const { cells } = chooseCells([], here);
    const happenings = new Set(cells.filter(({ store }) => store === "pubsub").map(({ happening }) => happening));
    expect(happenings).toEqual(new Set(["reconnect", "drain"]));
  });

  it("says in words what is left out where there is no Redis", () => {
    const { cells, leftOut } = chooseCells([], { ...here, hasRedis: false });
    expect(cells).toHaveLength(60);
    expect(leftOut).toMatch(/^76 cells with shared state are left out: there is no Redis on this machine: install /);
    expect(chooseCells([], here).leftOut).toBeNull();
  });

  it("says what a deployment has, and that nothing there is broken", () => {
    expect(chooseCells([], { ...here, deployment: deployed("redis") }).leftOut).toBe(
      "https://chat.example.com has stickiness on, 2 instances that answer, and its rooms in Redis; only such cells are measured, and nothing there is killed or drained",
    );
  });

  it.each([
    [["happening=kill"], { deployment: deployed("memory") }, "names none of the 18 cells that can run here"],
    [["store=streams"], { hasRedis: false }, "need shared state, and there is no Redis on this machine"],
    [["happening=kill"], { faults: true }, "names none of the 24 cells that can run here"],
    [["happening=kill"], { instances: 1 }, "names none"],
  ] as [string[], Partial<Conditions>, string][])(
    "refuses %j where it cannot be done",
    (filters, conditions, sentence) => {
      expect(() => chooseCells(filters, { ...here, ...conditions })).toThrow(sentence);
    },
  );

  it("keeps the order of the matrix, for any order of the filters", () => {
    const keys = (filters: string[]) => chooseCells(filters, here).cells.map((cell) => cellKey(cell));
    expect(keys(["on-*-kill", "off-*-nothing"])).toEqual(keys(["off-*-nothing", "on-*-kill"]));
  });
});

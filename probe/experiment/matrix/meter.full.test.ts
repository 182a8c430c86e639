import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findRedisServer } from "../../../machine/redis/find-redis-server.ts";
import type { Cell } from "../cell.ts";
import { checkHistory } from "../checker/check-history.ts";
import type { History, HistoryEvent } from "../history/history.ts";
import { startMeasuredLab, type MeasuredLab } from "../measured-lab.ts";
import { measure } from "../measure.ts";
import { runCell, type CellResult } from "./run-cell.ts";
import { seededRandom } from "../seeded-random.ts";

const CELL: Cell = {
  stickiness: "off",
  transport: "websocket",
  layout: "browsers",
  store: "memory",
  happening: "nothing",
};

/** A lab for the tests of one group, and a way to measure cells on it. */
function useLab(instances: number, store: Cell["store"] = "memory") {
  let lab: MeasuredLab;
  let rooms = 0;
  beforeAll(async () => {
    lab = await startMeasuredLab({ instances, store });
  }, 60_000);
  afterAll(() => lab.close());
  return async (cell: Partial<Cell>, { people, messages = 1 }: { people: number; messages?: number }) => {
    const random = seededRandom((rooms += 1));
    const room = `meter-${instances}-${store}-${rooms}`;
    const result = await runCell({ cell: { ...CELL, store, ...cell }, lab, instances, people, messages, room, random });
    await lab.control?.restore();
    return result;
  };
}

describe("with one instance the meter shows no loss", () => {
  const measured = useLab(1);
  it.each(["default", "polling", "websocket"] as const)("transports: %s", async (transport) => {
    for (const happening of ["nothing", "reconnect"] as const) {
      const { measurements, comparison } = await measured({ transport, happening }, { people: 5, messages: 2 });
      expect(measurements.crossUser).toMatchObject({ lost: [], undetermined: [], verdict: "valid", repeats: 0 });
      expect(measurements.crossUser.delivered).toBe(happening === "nothing" ? 40 : measurements.crossUser.expected);
      expect(comparison.verdict).toBe("as-predicted");
    }
  });
});

describe.each([
  // Where it was measured by other means, 60 and 36 of 132 arrived.
  { instances: 2, people: 12, lost: 72, of: 132 },
  { instances: 3, people: 12, lost: 96, of: 132 },
  { instances: 3, people: 6, lost: 24, of: 30 },
])("on $instances instances $people people lose exactly $lost of $of messages", ({ instances, people, lost, of }) => {
  const measured = useLab(instances);
  it.each([
    { stickiness: "off", transport: "websocket" },
    { stickiness: "on", transport: "websocket" },
    { stickiness: "on", transport: "default" },
  ] as const)("stickiness $stickiness, $transport", async (cell) => {
    const { crossUser } = (await measured(cell, { people })).measurements;
    expect({ lost: crossUser.lost.length, of: crossUser.expected }).toEqual({ lost, of });
    const causes = new Set(crossUser.lost.map(({ cause }) => cause));
    expect(causes).toEqual(new Set(["on another instance with no shared state"]));
  });
});

type Delivered = Extract<HistoryEvent, { type: "delivered" }>;

function liveDeliveries({ events }: History): Delivered[] {
  return events.filter(
    (event): event is Delivered => event.type === "delivered" && event.via === "live" && event.person !== event.sender,
  );
}

/** How many mutations of a recorded history went past the checker. */
function unnoticed({ history }: CellResult): { deliveries: number; dropped: number; doubled: number; moved: number } {
  const count = { deliveries: 0, dropped: 0, doubled: 0, moved: 0 };
  const before = checkHistory(history);
  const marks = new Set(
    history.events.flatMap((e) => (e.type === "send" && e.purpose === "barrier" ? [e.message] : [])),
  );
  const all = liveDeliveries(history);
  const talk = all.filter(({ message }) => !marks.has(message));
  const mutated = (events: HistoryEvent[]): History => ({ ...history, events });

  count.deliveries = talk.length;
  for (const delivery of talk) {
    const less = mutated(history.events.filter((event) => event !== delivery));
    const { lost, undetermined } = checkHistory(less);
    const isMissed = lost.length + undetermined.length === before.lost.length + before.undetermined.length + 1;
    if (!isMissed || measure(less).foretold.surprising + undetermined.length === 0) count.dropped += 1;

    const more = history.events.flatMap((event) => (event === delivery ? [event, event] : [event]));
    const { verdict, duplicated } = checkHistory(mutated(more));
    if (verdict !== "invalid" || duplicated.length !== 1) count.doubled += 1;
  }
  for (const [index, one] of all.entries()) {
    const isNext = (other: Delivered) => other.person === one.person && other.place.roomId === one.place.roomId;
    const other = all.slice(index + 1).find(isNext);
    if (!other) continue;
    const events = history.events.map((event) => (event === one ? other : event === other ? one : event));
    const { verdict, outOfOrder } = checkHistory(mutated(events));
    if (verdict !== "invalid" || outOfOrder.length === 0) count.moved += 1;
  }
  return count;
}

const NONE = { dropped: 0, doubled: 0, moved: 0 };

describe("in a recorded history each delivery that is dropped, doubled or moved is noticed", () => {
  describe("in memory", () => {
    const measured = useLab(2);
    it.each(["nothing", "reconnect", "kill"] as const)("%s", async (happening) => {
      const cell = { stickiness: "on", layout: "one-browser", happening } as const;
      const { deliveries, ...past } = unnoticed(await measured(cell, { people: 4, messages: 2 }));
      expect(deliveries).toBeGreaterThan(20);
      expect(past).toEqual(NONE);
    });
  });

  describe.skipIf(findRedisServer() === null)("in Redis", () => {
    const measured = useLab(2, "streams");
    it.each(["nothing", "reconnect", "kill"] as const)("%s", async (happening) => {
      const { deliveries, ...past } = unnoticed(await measured({ happening }, { people: 4, messages: 2 }));
      expect(deliveries).toBeGreaterThan(20);
      expect(past).toEqual(NONE);
    });
  });
});

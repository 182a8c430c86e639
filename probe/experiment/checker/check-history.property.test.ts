import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkHistory } from "./check-history.ts";
import { schedules, simulate, stores, type Simulation } from "./fixtures/simulate.ts";
import type { History, HistoryEvent } from "../history/history.ts";
import { readLedger } from "../history/ledger.ts";
import { lossByWhereabouts } from "./loss-by-whereabouts.ts";

const runs = { numRuns: 1_000 };

type Delivered = Extract<HistoryEvent, { type: "delivered" }>;
const isDelivery = (event: HistoryEvent): event is Delivered =>
  event.type === "delivered" && event.person !== event.sender;
const mutated = (history: History, events: HistoryEvent[]): History => ({ ...history, events });

/** Calls `mutate` with each random history that has what it needs; null tells that it has not. */
function whenever(mutate: (simulation: Simulation, pick: <T>(items: readonly T[]) => T) => void | null): void {
  fc.assert(
    fc.property(schedules, stores, fc.nat(), (schedule, store, number) => {
      const pick = <T>(items: readonly T[]): T => items[number % items.length]!;
      fc.pre(mutate(simulate(schedule, store), pick) !== null);
    }),
    runs,
  );
}

describe("for any schedule", () => {
  it("the checker expects and misses what a simple model of the rooms expects and misses", () => {
    fc.assert(
      fc.property(schedules, stores, (schedule, store) => {
        const { history, expected, lost } = simulate(schedule, store);
        const findings = checkHistory(history);
        expect(new Set(findings.lost.map(({ message, receiver }) => `${message} ${receiver}`))).toEqual(lost);
        expect(findings.expected).toBe(expected.size);
        expect(findings.delivered + findings.lost.length).toBe(expected.size);
        expect(findings).toMatchObject({
          undetermined: [],
          late: [],
          duplicated: [],
          outOfOrder: [],
          strangers: [],
          phantoms: [],
        });
      }),
      runs,
    );
  });

  it("every loss has a cause", () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        const { lost, verdict } = checkHistory(simulate(schedule, "memory").history);
        expect(lost.filter(({ cause }) => cause === "unexplained")).toEqual([]);
        expect(verdict).not.toBe("invalid");
      }),
      runs,
    );
  });

  it("shared state loses nothing", () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        expect(checkHistory(simulate(schedule, "streams").history).lost).toEqual([]);
      }),
      runs,
    );
  });

  it("where people were tells how much must be lost", () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        const { history, lost } = simulate(schedule, "memory");
        const { certain, possible } = lossByWhereabouts(history.people, readLedger(history));
        expect([...certain].filter((pair) => !lost.has(pair))).toEqual([]);
        expect([...lost].filter((pair) => !certain.has(pair) && !possible.has(pair))).toEqual([]);
      }),
      runs,
    );
  });
});

describe("in any history it is noticed when", () => {
  it("a delivery is dropped", () => {
    whenever(({ history, expected }, pick) => {
      const needed = history.events.filter(
        (event) => isDelivery(event) && expected.has(`${event.message} ${event.person}`),
      ) as Delivered[];
      if (needed.length === 0) return null;
      const { person, message } = pick(needed);
      const rest = history.events.filter(
        (event) => !(isDelivery(event) && event.person === person && event.message === message),
      );
      const before = checkHistory(history);
      const after = checkHistory(mutated(history, rest));
      expect(after.lost.length).toBe(before.lost.length + 1);
      expect(after.lost).toContainEqual(expect.objectContaining({ message, receiver: person }));
    });
  });

  it("a delivery happens twice", () => {
    whenever(({ history }, pick) => {
      const live = history.events.filter((event) => isDelivery(event) && event.via === "live") as Delivered[];
      if (live.length === 0) return null;
      const twice = pick(live);
      const events = history.events.flatMap((event) => (event === twice ? [event, event] : [event]));
      const { duplicated, verdict } = checkHistory(mutated(history, events));
      expect(duplicated).toEqual([{ message: twice.message, sender: twice.sender, receiver: twice.person }]);
      expect(verdict).toBe("invalid");
    });
  });

  it("two deliveries change places", () => {
    whenever(({ history }, pick) => {
      const live = history.events.filter((event) => isDelivery(event) && event.via === "live") as Delivered[];
      const couples = live.flatMap((one, index) => {
        const isLike = (other: Delivered) => other.person === one.person && other.place.roomId === one.place.roomId;
        const other = live.slice(index + 1).find(isLike);
        return other ? [[one, other] as const] : [];
      });
      if (couples.length === 0) return null;
      const [one, other] = pick(couples);
      const events = history.events.map((event) => (event === one ? other : event === other ? one : event));
      const { outOfOrder, verdict } = checkHistory(mutated(history, events));
      expect(outOfOrder.length).toBeGreaterThan(0);
      expect(verdict).toBe("invalid");
    });
  });
});

import type { History, HistoryEvent } from "../history/history.ts";

export interface DiagramLayout {
  width: number;
  height: number;
  lanes: { name: string; kind: "person" | "balancer" | "instance"; y: number }[];
  /** Where an event is drawn; indexes are those of the history. */
  x(index: number): number;
  yOfPerson(name: string): number;
  yOfInstance(name: string): number;
  yOfBalancer: number;
}

/** Room for the names of the lanes. */
export const LEFT = 110;
const TOP = 64;
const LANE = 30;
const GAP = 18;

/**
 * How far each event moves on to the right. It is the order that a space-time diagram shows: real time would put a
 * whole conversation into one spot, and the rest into waiting.
 */
const STEPS: Partial<Record<HistoryEvent["type"], number>> = {
  phase: 30,
  attempt: 4,
  "attempt-failed": 3,
  "http-error": 3,
  connected: 8,
  disconnected: 8,
  joined: 4,
  send: 9,
  sent: 5,
  delivered: 4,
  instance: 18,
  adapter: 18,
};

/** Where things are in the space-time diagram of one history: people on top, the balancer, the instances. */
export function layOut(history: History): DiagramLayout {
  const instances = instancesOf(history.events);
  const lanes: DiagramLayout["lanes"] = [];
  let y = TOP;
  const put = (name: string, kind: DiagramLayout["lanes"][number]["kind"]) => {
    lanes.push({ name, kind, y });
    y += LANE;
  };
  for (const person of history.people) put(person, "person");
  y += GAP;
  const yOfBalancer = y;
  put("load balancer", "balancer");
  y += GAP;
  for (const instance of instances) put(instance, "instance");

  const marks = barrierMessages(history.events);
  let x = LEFT + 10;
  const xs = history.events.map((event) => {
    const isMark = "message" in event && marks.has(event.message);
    x += isMark ? 0.5 : (STEPS[event.type] ?? 0);
    return Math.round(x * 10) / 10;
  });
  const yOf = (kind: string) => {
    const found = new Map(lanes.filter((lane) => lane.kind === kind).map((lane) => [lane.name, lane.y]));
    return (name: string) => found.get(name) ?? yOfBalancer;
  };
  return {
    width: Math.ceil(x + 40),
    height: y,
    lanes,
    x: (index) => xs[Math.max(0, Math.min(index, xs.length - 1))] ?? LEFT,
    yOfPerson: yOf("person"),
    yOfInstance: yOf("instance"),
    yOfBalancer,
  };
}

/** Messages that only mark time are not drawn. */
export function barrierMessages(events: readonly HistoryEvent[]): Set<string> {
  return new Set(
    events.flatMap((event) => (event.type === "send" && event.purpose === "barrier" ? [event.message] : [])),
  );
}

function instancesOf(events: readonly HistoryEvent[]): string[] {
  const names = new Set(events.flatMap((event) => ("instance" in event && event.instance ? [event.instance] : [])));
  return [...names].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

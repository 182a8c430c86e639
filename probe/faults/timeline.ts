import type { Findings } from "../experiment/checker/check-history.ts";
import type { History, HistoryEvent } from "../experiment/history/history.ts";
import { readLedger, type Ledger } from "../experiment/history/ledger.ts";
import { toneOf } from "../report/page-style.ts";
import { escapeHtml } from "../report/print-html.ts";

const LEFT = 96;
const LANE = 22;
const TOP = 26;
const PIXELS_PER_SECOND = 64;
/** A round that hangs for a minute is drawn, a longer one is cut. */
const MOST_SECONDS = 90;

interface Bar {
  from: number;
  to: number;
  kind: "down" | "held" | "leaving";
  words: string;
}

/**
 * A round in real time, in SVG without scripts: when each instance and Redis failed, who was where, and what was lost
 * to whom.
 */
export function timeline(history: History, findings: Findings): string {
  const { events, people } = history;
  const ledger = readLedger(history);
  const instances = [
    ...new Set(events.flatMap((event) => ("instance" in event && event.instance ? [event.instance] : []))),
  ].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const hasRedis = history.store !== "memory";
  const lanes = [...(hasRedis ? ["Redis"] : []), ...instances, ...people];
  const end = Math.min(events.at(-1)?.at ?? 0, MOST_SECONDS * 1_000);
  const x = (at: number) => Math.round(LEFT + (Math.min(at, end) / 1_000) * PIXELS_PER_SECOND);
  const y = (lane: string) => TOP + lanes.indexOf(lane) * LANE + LANE / 2;
  const width = x(end) + 16;
  const height = TOP + lanes.length * LANE + 10;

  const bar = (lane: string, { from, to, kind, words }: Bar) =>
    `<rect class="${kind}" x="${x(from)}" y="${y(lane) - 7}" width="${Math.max(2, x(to) - x(from))}" height="14"><title>${escapeHtml(words)}</title></rect>`;
  const parts = [
    ...seconds(end).map(
      (at) =>
        `<path class="second" d="M${x(at)} ${TOP - 6}V${height - 8}"/><text class="second" x="${x(at)}" y="14">${at / 1_000} s</text>`,
    ),
    ...lanes.map(
      (lane) =>
        `<text class="lane" x="${LEFT - 10}" y="${y(lane) + 4}">${escapeHtml(lane)}</text><path class="lane" d="M${LEFT} ${y(lane)}H${width - 8}"/>`,
    ),
    ...(hasRedis ? outages(events, end).map((one) => bar("Redis", one)) : []),
    ...instances.flatMap((instance) => failuresOf(instance, events, end).map((one) => bar(instance, one))),
    ...stays(ledger, instances, events, end, x, y),
    ...losses(findings, ledger, events, x, y),
  ];
  const words = `Time line of one round: ${people.length} people, ${instances.length} instances${hasRedis ? ", Redis" : ""}`;
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="group" aria-label="${words}">${parts.join("")}</svg>`;
}

function seconds(end: number): number[] {
  return Array.from({ length: Math.floor(end / 2_000) + 1 }, (_, index) => index * 2_000);
}

function outages(events: readonly HistoryEvent[], end: number): Bar[] {
  const bars: Bar[] = [];
  let down: { at: number; how: string } | null = null;
  for (const event of events) {
    if (event.type !== "adapter") continue;
    if (event.what === "down") down = { at: event.at, how: event.how ?? "down" };
    else if (down) {
      const kind = down.how === "redis kill" ? "down" : "held";
      bars.push({ from: down.at, to: event.at, kind, words: `${down.how}, ${Math.round(event.at - down.at)} ms` });
      down = null;
    }
  }
  return down ? [...bars, { from: down.at, to: end, kind: "down", words: down.how }] : bars;
}

const BEGINS = { killed: "down", draining: "leaving", paused: "held" } as const;

function failuresOf(instance: string, events: readonly HistoryEvent[], end: number): Bar[] {
  const bars: Bar[] = [];
  let open: Omit<Bar, "to"> | null = null;
  const close = (to: number) => {
    if (open) bars.push({ ...open, to, words: `${instance}: ${open.words}, ${Math.round(to - open.from)} ms` });
    open = null;
  };
  for (const event of events) {
    if (event.type !== "instance" || event.instance !== instance) continue;
    if (event.what === "killed" || event.what === "draining" || event.what === "paused") {
      open = { from: event.at, kind: BEGINS[event.what], words: event.what };
    } else if (event.what === "stopped" && open) {
      const { words } = open;
      if (words === "draining") {
        close(event.at);
        open = { from: event.at, kind: "down", words: "stopped" };
      }
    } else close(event.at);
  }
  close(end);
  return bars;
}

type Across = (at: number) => number;
type Down = (lane: string) => number;

function stays(
  { visits }: Ledger,
  instances: readonly string[],
  events: readonly HistoryEvent[],
  end: number,
  x: Across,
  y: Down,
): string[] {
  return [...visits].flatMap(([person, mine]) =>
    mine.map(({ instance, from, to, recovered }) => {
      const start = events[from]?.at ?? 0;
      const stop = to === null ? end : (events[to]?.at ?? end);
      const words = `${person} on ${instance}${recovered ? ", recovered" : ""}`;
      return `<path class="stay i${toneOf(instance, instances)}" d="M${x(start)} ${y(person)}H${Math.max(x(stop), x(start) + 1)}"><title>${escapeHtml(words)}</title></path>`;
    }),
  );
}

/** A cross for each moment in which somebody was to get something that never came, however many messages it was. */
function losses(
  { lost }: Findings,
  { messages }: Ledger,
  events: readonly HistoryEvent[],
  x: Across,
  y: Down,
): string[] {
  const spots = new Map<string, { x: number; receiver: string; causes: Map<string, number> }>();
  for (const { message, receiver, cause } of lost) {
    const at = x(events[messages.get(message)?.from ?? 0]?.at ?? 0);
    const column = at - (at % 8);
    const spot = spots.get(`${column} ${receiver}`) ?? { x: column + 4, receiver, causes: new Map<string, number>() };
    spot.causes.set(cause, (spot.causes.get(cause) ?? 0) + 1);
    spots.set(`${column} ${receiver}`, spot);
  }
  return [...spots.values()].map((spot) => {
    const words = [...spot.causes].map(([cause, count]) => `${count} × ${cause}`).join("; ");
    const isStrange = spot.causes.has("unexplained");
    return `<path class="cross${isStrange ? " strange" : ""}" d="M${spot.x - 3} ${y(spot.receiver) - 3}l6 6m0 -6l-6 6"><title>${escapeHtml(`Lost to ${spot.receiver}: ${words}`)}</title></path>`;
  });
}

import type { Traffic } from "../../protocol/control/traffic.ts";

export const SAMPLE_MS = 2_000;
/** Two minutes. */
export const MAX_SAMPLES = 60;
/** What lies further apart was not watched in between. */
const GAP_MS = 3 * SAMPLE_MS;

/** One moment of a chart; null: not known. */
export interface Point {
  at: number;
  value: number | null;
}

export interface Line {
  name: string;
  /** Its instance, whose colour it has; null: it belongs to none. */
  instance: string | null;
  points: Point[];
}

export interface Chart {
  title: string;
  unit: "" | "/s";
  /** What it does not show now, and why. */
  note: string | null;
  lines: Line[];
}

/** An answer, or that there was none. */
export interface Sample {
  at: number;
  traffic: Traffic | null;
}

/** The newest samples with one more; the control API may give one answer twice. */
export function addSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  if (samples.at(-1)?.at === sample.at) return samples;
  return [...samples.slice(1 - MAX_SAMPLES), sample];
}

/** The charts that samples make: the same few as in the dashboard. */
export function chartsOf(samples: readonly Sample[]): Chart[] {
  const newest = samples.findLast(({ traffic }) => traffic !== null)?.traffic;
  if (!newest) return [];
  const ids = [...new Set(samples.flatMap(({ traffic }) => traffic?.targets.map(({ id }) => id) ?? []))];
  const ofChat = newest.areChatInstances;
  const targetIn = (traffic: Traffic, id: string) => traffic.targets.find((target) => target.id === id);
  const isOff = newest.nonSticky === null;
  return [
    {
      title: ofChat ? "Open connections" : "Open WebSockets",
      unit: "",
      note: null,
      lines: ids.sort(natural.compare).map((id) => ({
        name: id,
        instance: id,
        points: valuesOf(samples, (traffic) => {
          const target = targetIn(traffic, id);
          return (ofChat ? target?.chat?.connections : target?.webSockets) ?? null;
        }),
      })),
    },
    ...(ofChat
      ? [
          {
            title: "Messages",
            unit: "/s" as const,
            note: null,
            lines: [["in", "messagesIn"] as const, ["out, to each socket", "messagesOut"] as const].map(
              ([name, count]) => ({
                name,
                instance: null,
                points: sumOfRates(
                  ids.map((id) => ratesOf(samples, (one) => targetIn(one, id)?.chat?.[count] ?? null)),
                ),
              }),
            ),
          },
        ]
      : []),
    {
      title: "Session ID unknown",
      unit: "/s",
      note: null,
      lines: [{ name: "requests", instance: null, points: ratesOf(samples, ({ unknownSessions }) => unknownSessions) }],
    },
    {
      title: "Requests by cookie",
      unit: "/s",
      note: isOff ? "Stickiness is off: no cookie counts." : null,
      lines: [
        {
          name: "sticky",
          instance: null,
          points: ratesOf(samples, ({ requests, nonSticky }) => (nonSticky === null ? null : requests - nonSticky)),
        },
        { name: "non-sticky", instance: null, points: ratesOf(samples, ({ nonSticky }) => nonSticky) },
      ],
    },
  ];
}

const natural = new Intl.Collator("en", { numeric: true });

function valuesOf(samples: readonly Sample[], read: (traffic: Traffic) => number | null): Point[] {
  return samples.flatMap(({ at, traffic }, index) => {
    const before = samples[index - 1];
    const point = { at, value: traffic && read(traffic) };
    return before && at - before.at > GAP_MS ? [{ at: before.at + 1, value: null }, point] : [point];
  });
}

/** Per second, of a count that begins again with its process; as long as it is not known twice in a row, nothing is. */
function ratesOf(samples: readonly Sample[], read: (traffic: Traffic) => number | null): Point[] {
  const counts = valuesOf(samples, read);
  return counts.slice(1).map(({ at, value }, index) => {
    const before = counts[index]!;
    if (value === null || before.value === null) return { at, value: null };
    const more = value >= before.value ? value - before.value : value;
    return { at, value: (more * 1_000) / (at - before.at) };
  });
}

/** At each moment what is known; null where nothing is. */
function sumOfRates(rates: readonly Point[][]): Point[] {
  return (rates[0] ?? []).map(({ at }, index) => {
    const known = rates.flatMap((points) => points[index]?.value ?? []);
    return { at, value: known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) };
  });
}

import type { Findings } from "../checker/check-history.ts";
import { barrierMessages, LEFT, layOut, type DiagramLayout } from "./diagram-layout.ts";
import { shapeOf, toneOf } from "../../report/page-style.ts";
import { escapeHtml } from "../../report/print-html.ts";
import type { History, HistoryEvent } from "../history/history.ts";
import { readLedger, type Delivery, type SentMessage } from "../history/ledger.ts";

/** A history as a space-time diagram, in SVG without scripts: each message can be pointed at or reached by Tab. */
export function diagram(history: History, findings: Findings): string {
  const layout = layOut(history);
  const parts = [
    ...layout.lanes.map((lane) => lanePart(lane, layout)),
    ...stays(history, layout),
    ...history.events.flatMap((event, index) => mark(event, index, layout)),
    ...messages(history, findings, layout),
  ];
  const { width, height } = layout;
  const label = `Space-time diagram: ${history.people.length} people, the load balancer and the instances; time runs to the right`;
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="group" aria-label="${label}">${parts.join("")}</svg>`;
}

function lanePart({ name, kind, y }: DiagramLayout["lanes"][number], { width, lanes }: DiagramLayout): string {
  const shape = kind === "instance" ? shapeIn(name, lanes) : "";
  const text = `<text class="lane" x="${LEFT - 12}" y="${y + 4}">${shape}${escapeHtml(name)}</text>`;
  return `${text}<path class="lane ${kind}" d="M${LEFT} ${y}H${width - 10}"/>`;
}

/** An instance's shape in its colour. */
function shapeIn(instance: string, lanes: DiagramLayout["lanes"]): string {
  if (instance === "") return "";
  const names = lanes.filter(({ kind }) => kind === "instance").map(({ name }) => name);
  return `<tspan class="f${toneOf(instance, names)}">${shapeOf(instance, names)}</tspan> `;
}

/** Where each person was connected, and to which instance. */
function stays(history: History, layout: DiagramLayout): string[] {
  const { visits } = readLedger(history);
  const names = layout.lanes.filter(({ kind }) => kind === "instance").map(({ name }) => name);
  return [...visits].flatMap(([person, mine]) =>
    mine.map(({ instance, from, to }) => {
      const y = layout.yOfPerson(person);
      const [start, end] = [layout.x(from), to === null ? layout.width - 10 : layout.x(to)];
      const tone = toneOf(instance, names);
      const title = `<title>${escapeHtml(`${person} on ${instance || "an instance that is not known"}`)}</title>`;
      return `<g><path class="stay i${tone}" d="M${start} ${y}H${end}">${title}</path><text class="on" x="${start}" y="${y - 5}">${shapeIn(instance, layout.lanes)}${escapeHtml(instance)}</text></g>`;
    }),
  );
}

/** What happens to sessions and instances. */
function mark(event: HistoryEvent, index: number, layout: DiagramLayout): string[] {
  const x = layout.x(index);
  const sign = (y: number, text: string, kind: string, words: string) =>
    `<text class="sign ${kind}" x="${x}" y="${y + 4}">${text}<title>${escapeHtml(words)}</title></text>`;
  switch (event.type) {
    case "phase":
      return [
        `<path class="phase" d="M${x} 40V${layout.height}"/><text class="phase" x="${x + 4}" y="50">${escapeHtml(event.name)}</text>`,
      ];
    case "http-error": {
      const words = `${event.person}: ${event.method} answered ${event.status}${event.unknownSession ? ", Session ID unknown" : ""}`;
      return [sign(layout.yOfBalancer, "!", "bad", words)];
    }
    case "attempt-failed":
      return [sign(layout.yOfPerson(event.person), "×", "bad", `${event.person}: no session (${event.why})`)];
    case "connected":
      return event.recovered
        ? [sign(layout.yOfPerson(event.person) + 9, "↻", "good", `${event.person}: recovered`)]
        : [];
    case "disconnected": {
      const words = event.why === "unknown-session" ? "session unknown (400)" : event.why;
      return [sign(layout.yOfPerson(event.person), "✕", "bad", `${event.person}: disconnected, ${words}`)];
    }
    case "instance":
      return [
        sign(
          layout.yOfInstance(event.instance),
          event.what === "draining" ? "▽" : "✖",
          "end",
          `${event.instance}: ${event.what}`,
        ),
      ];
    default:
      return [];
  }
}

function messages(history: History, findings: Findings, layout: DiagramLayout): string[] {
  const { messages: sent, deliveries } = readLedger(history);
  const marks = barrierMessages(history.events);
  const arrived = new Map<string, Delivery[]>();
  for (const delivery of [...deliveries.values()].flat()) {
    arrived.set(delivery.message, [...(arrived.get(delivery.message) ?? []), delivery]);
  }
  return [...sent.values()]
    .filter(({ id }) => !marks.has(id))
    .map((message, number) => messagePart(message, number + 1, arrived.get(message.id) ?? [], findings, layout));
}

/** One message with all its arrows, as one thing to point at. */
function messagePart(
  message: SentMessage,
  number: number,
  arrived: readonly Delivery[],
  findings: Findings,
  layout: DiagramLayout,
): string {
  const { place, sender, outcome } = message;
  const start = { x: layout.x(message.from), y: layout.yOfPerson(sender) };
  if (!place) {
    const words = `Message ${number} of ${sender}: ${outcome === "fail" ? "refused" : "no answer, so nobody knows"}`;
    const end = { x: start.x + 12, y: layout.yOfBalancer };
    return group(
      words,
      start.x,
      layout,
      `<path class="lost" d="M${start.x} ${start.y}L${end.x} ${end.y}"/>${cross(end.x, end.y)}`,
    );
  }
  const others = arrived.filter(({ person }) => person !== sender);
  const firstSeen = Math.min(layout.x(message.to), ...arrived.map(({ at }) => layout.x(at)));
  const kept = { x: Math.max(start.x + 4, firstSeen - 3), y: layout.yOfInstance(place.instance) };
  const lost = [...findings.lost, ...findings.notReceived].filter((loss) => loss.message === message.id);
  const lastSeen = Math.max(kept.x + 10, ...others.filter(({ via }) => via === "live").map(({ at }) => layout.x(at)));
  const middle = (start.x + kept.x) / 2;

  const paths = [
    `<path class="up" d="M${start.x} ${start.y}L${middle} ${layout.yOfBalancer}L${kept.x} ${kept.y}"/>`,
    ...others.map(({ person, at, via }) => arrow(via, kept, { x: layout.x(at), y: layout.yOfPerson(person) })),
    ...lost.map(({ receiver, cause }) => {
      const y = layout.yOfPerson(receiver);
      const title = `<title>${escapeHtml(`${receiver} never got it: ${cause}`)}</title>`;
      return `<g><path class="lost" d="M${kept.x} ${kept.y}L${lastSeen} ${y}"/>${cross(lastSeen, y)}${title}</g>`;
    }),
  ];
  const names = (people: readonly string[]) => (people.length > 0 ? people.join(", ") : "nobody");
  const causes = [...new Set(lost.map(({ cause }) => cause))].join("; ");
  const where = place.instance === "" ? "" : ` by ${place.instance}`;
  const accepted = outcome === "unconfirmed" ? "sent, unconfirmed" : `accepted${where} as number ${place.seq}`;
  const words = [
    `Message ${number} of ${sender}, ${accepted}.`,
    `Reached ${names([...new Set(others.map(({ person }) => person))])}.`,
    ...(lost.length > 0
      ? [
          `${outcome === "unconfirmed" ? "Not received by" : "Lost to"} ${names(lost.map(({ receiver }) => receiver))}: ${causes}.`,
        ]
      : []),
  ].join(" ");
  return group(words, start.x, layout, paths.join(""));
}

function group(words: string, x: number, { width }: DiagramLayout, content: string): string {
  const text = escapeHtml(words);
  const left = Math.max(LEFT, Math.min(x, width - words.length * 6.2));
  return `<g class="message" tabindex="0" role="img" aria-label="${text}">${content}<text class="note" x="${Math.round(left)}" y="22">${text}</text></g>`;
}

interface Point {
  x: number;
  y: number;
}

function arrow(via: Delivery["via"], from: Point, to: Point): string {
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const tip = (turn: number) =>
    `${round(to.x - 6 * Math.cos(angle + turn))} ${round(to.y - 6 * Math.sin(angle + turn))}`;
  // What the history gave comes when it is asked for, not when it was said.
  const start = via === "history" ? { x: to.x - 2, y: from.y } : from;
  return `<path class="${via}" d="M${round(start.x)} ${start.y}L${round(to.x)} ${to.y}M${tip(0.45)}L${round(to.x)} ${to.y}L${tip(-0.45)}"/>`;
}

function cross(x: number, y: number): string {
  return `<path class="cross" d="M${round(x - 4)} ${y - 4}l8 8m0 -8l-8 8"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

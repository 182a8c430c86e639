import { expect, it } from "vitest";
import type { Traffic } from "../../protocol/control/traffic.ts";
import { amount, pathOf, scaleOf } from "./chart-shape.ts";
import { addSample, chartsOf, MAX_SAMPLES, SAMPLE_MS, type Chart, type Sample } from "./traffic-book.ts";

const target = (id: string, connections: number, messagesIn = 0) => ({
  id,
  webSockets: connections,
  chat: { connections, messagesIn, messagesOut: 2 * messagesIn },
});
const traffic = (at: number, more: Partial<Traffic> = {}): Traffic => ({
  at,
  targets: [target("chat-10", 1), target("chat-2", 2)],
  areChatInstances: true,
  requests: 0,
  nonSticky: 0,
  unknownSessions: 0,
  ...more,
});
const samplesOf = (...each: Partial<Traffic>[]): Sample[] =>
  each.map((more, index) => {
    const at = (index + 1) * SAMPLE_MS;
    return { at, traffic: traffic(at, more) };
  });
const chart = (samples: readonly Sample[], title: string) => chartsOf(samples).find((one) => one.title === title)!;
const values = ({ lines }: Chart) => lines.map(({ name, points }) => [name, ...points.map(({ value }) => value)]);

it("keeps two minutes and no more", () => {
  let samples: readonly Sample[] = [];
  for (let at = 1; at <= 2 * MAX_SAMPLES; at += 1) samples = addSample(samples, { at, traffic: null });
  expect(samples.map(({ at }) => at)).toEqual(
    Array.from({ length: MAX_SAMPLES }, (_, index) => MAX_SAMPLES + index + 1),
  );
  expect(chartsOf(samples)).toEqual([]);
});

it("an answer that is given twice is one moment, and its rates are numbers", () => {
  const [first, second] = samplesOf({ requests: 2 }, { requests: 6 }) as [Sample, Sample];
  const samples = addSample(addSample([first], second), { ...second });
  expect(samples).toEqual([first, second]);
  expect(values(chart(samples, "Requests by cookie"))[0]).toEqual(["sticky", 2]);
});

it("draws each instance's connections in the order of names, and nothing where an instance did not answer", () => {
  const silent = { ...target("chat-2", 0), chat: null };
  const samples = samplesOf({}, { targets: [target("chat-10", 3), silent] });
  expect(values(chart(samples, "Open connections"))).toEqual([
    ["chat-2", 2, null],
    ["chat-10", 1, 3],
  ]);
});

it("makes rates per second of counts; one that begins again is not negative", () => {
  const at = (count: number) => ({ targets: [target("chat-1", 1, count)] });
  expect(values(chart(samplesOf(at(10), at(14), at(2)), "Messages"))).toEqual([
    ["in", 2, 1],
    ["out, to each socket", 4, 2],
  ]);
});

it("counts no cookie while stickiness is off, and does not call that zero", () => {
  const off = { requests: 9, nonSticky: null };
  const samples = samplesOf({ requests: 2 }, { requests: 8, nonSticky: 2 }, off, off);
  const byCookie = chart(samples, "Requests by cookie");
  expect(values(byCookie)).toEqual([
    ["sticky", 2, null, null],
    ["non-sticky", 1, null, null],
  ]);
  expect(byCookie.note).toBe("Stickiness is off: no cookie counts.");
});

it("knows of another application its WebSockets and none of its messages", () => {
  const other = { areChatInstances: false, targets: [{ id: "app-1", webSockets: 4, chat: null }] };
  const charts = chartsOf(samplesOf(other, other));
  expect(charts.map(({ title }) => title)).toEqual(["Open WebSockets", "Session ID unknown", "Requests by cookie"]);
  expect(values(charts[0]!)).toEqual([["app-1", 4, 4]]);
});

it("does not draw through a time in which nobody looked, or in which there was no answer", () => {
  const later = 100 * SAMPLE_MS;
  const samples = [...samplesOf({}, {}), { at: later, traffic: traffic(later) }, { at: later + 1, traffic: null }];
  expect(values(chart(samples, "Session ID unknown"))).toEqual([["requests", 0, null, null, null]]);
});

it.each([
  [0, 1],
  [1, 2],
  [9.9, 10],
  [1.2, 2],
  [3, 5],
  [7, 10],
  [120, 200],
])("a chart up to %d is %d high", (value, scale) => {
  const lines = [{ name: "one", instance: null, points: [{ at: 1, value }] }];
  expect(scaleOf({ title: "", unit: "", note: null, lines })).toBe(scale);
});

it("a line ends at the right edge, is broken where nothing is known, and a moment alone is a dot", () => {
  const span = MAX_SAMPLES * SAMPLE_MS;
  const points = [null, 0, 10, null, 10].map((value, index) => ({ at: span + (index * span) / 4, value }));
  expect(pathOf(points.slice(2), 10)).toBe("M120 2h0M240 2h0");
  expect(pathOf(points, 10)).toBe("M60 54h0L120 2M240 2h0");
});

it("says what is not known as that", () => {
  expect([amount(null, "/s"), amount(0.04, "/s"), amount(2.55, ""), amount(1234.5, "/s")]).toEqual([
    "not known",
    "0 /s",
    "2.6",
    "1235 /s",
  ]);
});

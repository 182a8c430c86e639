import { MAX_SAMPLES, SAMPLE_MS, type Chart, type Line, type Point } from "./traffic-book.ts";

export const WIDTH = 240;
export const HEIGHT = 56;
/** So that a line at the edge is drawn whole. */
const EDGE = 2;

/** The height of the chart in its unit: 1, 2 or 5 with as many zeros as it needs to be above every line. */
export function scaleOf({ lines }: Chart): number {
  const most = Math.max(0, ...lines.map(mostOf));
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  return ([1, 2, 5].find((step) => step * power > most) ?? 10) * power;
}

/** The highest that is known; 0 where nothing is. */
export function mostOf({ points }: Line): number {
  return Math.max(0, ...points.map(({ value }) => value ?? 0));
}

/** The newest; null: not known. */
export function nowOf({ points }: Line): number | null {
  return points.at(-1)?.value ?? null;
}

/** The path of a line, with its newest moment at the right edge; broken where nothing is known. */
export function pathOf(points: readonly Point[], scale: number): string {
  const end = points.at(-1)?.at ?? 0;
  const span = MAX_SAMPLES * SAMPLE_MS;
  let isDrawing = false;
  const steps = points.map(({ at, value }) => {
    const x = WIDTH - ((end - at) / span) * WIDTH;
    if (value === null || x < 0) {
      isDrawing = false;
      return "";
    }
    const y = HEIGHT - EDGE - (value / scale) * (HEIGHT - 2 * EDGE);
    // A moment alone is a dot.
    const step = `${isDrawing ? "L" : "M"}${round(x)} ${round(y)}${isDrawing ? "" : "h0"}`;
    isDrawing = true;
    return step;
  });
  return steps.join("");
}

/** `3`, `0.5 /s`, `not known`. */
export function amount(value: number | null, unit: Chart["unit"]): string {
  if (value === null) return "not known";
  return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)}${unit && ` ${unit}`}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

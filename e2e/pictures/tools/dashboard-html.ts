import type { RangeSeries } from "../../../observability/start-prometheus.ts";
import { escapeHtml, framedHtml } from "./framed-html.ts";

/** What this reads of Grafana's dashboard. */
export interface DashboardPanel {
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  fieldConfig?: { defaults: { unit: string } };
  targets?: { expr: string; legendFormat: string }[];
}

/** A panel with the answers to its queries. */
export interface AnsweredPanel {
  panel: DashboardPanel;
  lines: { name: string; points: RangeSeries["points"] }[];
}

const COLOURS = ["#a65605", "#0a66aa", "#0b7454", "#8f397b", "#5054bf", "#a13434"];
const WIDTH = 330;
const HEIGHT = 96;
const SHORT: Readonly<Record<string, string>> = { ops: "/s", s: "s", short: "" };

/** Grafana's dashboard as a picture: its rows, panels, titles and units; the lines are what Prometheus answered. */
export function dashboardHtml(
  title: string,
  panels: readonly AnsweredPanel[],
  time: { from: number; to: number },
): string {
  const drawn = panels
    .toSorted((a, b) => a.panel.gridPos.y - b.panel.gridPos.y || a.panel.gridPos.x - b.panel.gridPos.x)
    .map((one) => (one.panel.type === "row" ? `<h2>${escapeHtml(one.panel.title)}</h2>` : panelHtml(one, time)));
  return framedHtml({
    title,
    style: `
      main { display: grid; grid-template-columns: repeat(3, auto); gap: 8px 12px; }
      h1, h2 { grid-column: 1 / -1; margin: 0; font-size: 16px; } h2 { margin-top: 4px; font-size: 13px; }
      section { padding: 8px 12px; border: 1px solid #e4e0d8; border-radius: 8px; background: #fffefb; font-size: 11.5px; }
      h3 { margin: 0 0 4px; font-size: 12px; }
      svg { display: block; border-bottom: 1px solid #8f8a80; }
      ul { display: flex; flex-wrap: wrap; gap: 0 12px; margin: 4px 0 0; padding: 0; list-style: none; }
      li::before { content: ""; display: inline-block; width: 12px; margin-right: 5px; border-top: 2px solid var(--line); vertical-align: middle; }`,
    body: `<h1>${escapeHtml(title)}</h1>${drawn.join("")}`,
    made: "Drawn by npm run pictures from the dashboard’s JSON and the answers of a Prometheus that followed a lab. Not a picture of Grafana.",
  });
}

function panelHtml({ panel, lines }: AnsweredPanel, { from, to }: { from: number; to: number }): string {
  const unit = SHORT[panel.fieldConfig?.defaults.unit ?? ""] ?? "";
  const most = Math.max(
    1e-9,
    ...lines.flatMap(({ points }) => points.map(({ value }) => value).filter(Number.isFinite)),
  );
  const paths = lines.map(({ points }, index) => {
    let last = -Infinity;
    const steps = points
      .filter(({ value }) => Number.isFinite(value))
      .map(({ at, value }) => {
        const isNext = at - last < 1.5;
        last = at;
        const x = ((at - from) / (to - from)) * WIDTH;
        return `${isNext ? "L" : "M"}${x.toFixed(1)} ${(HEIGHT - 2 - (value / most) * (HEIGHT - 16)).toFixed(1)}`;
      });
    return `<path d="${steps.join("")}" fill="none" stroke-width="1.6" stroke="${COLOURS[index % COLOURS.length]}"/>`;
  });
  const names = lines.map(
    ({ name }, index) => `<li style="--line:${COLOURS[index % COLOURS.length]}">${escapeHtml(name)}</li>`,
  );
  const height = most >= 10 ? most.toFixed(0) : Number(most.toPrecision(2));
  return `<section><h3>${escapeHtml(panel.title)}</h3>
    <svg width="${WIDTH}" height="${HEIGHT}"><text x="0" y="10" font-size="10" fill="#625e56">${height} ${unit}</text>${paths.join("")}</svg>
    <ul>${names.join("")}</ul></section>`;
}

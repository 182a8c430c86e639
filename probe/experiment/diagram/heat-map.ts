import { escapeHtml } from "../../report/print-html.ts";
import { percent } from "../../report/words.ts";
import type { Cell } from "../cell.ts";

/** One cell of the experiment in the picture; it leads to the cell's section (`#cell-KEY`). */
export interface HeatMapField {
  key: string;
  verdict: "as-predicted" | "contradicted" | "unknown";
  /** Of what was expected, how much did not arrive, 0 to 1; null: nobody said anything. */
  share: number | null;
  /** What `share` is a share of, in one word: `lost`. */
  word: string;
  /** What else was seen there, and how that stands to what was expected, in a few words. */
  details: string;
}

export interface HeatMapRow extends Pick<Cell, "transport" | "layout"> {
  stickiness: string;
  /** One for each column, in their order; null: not measured. */
  fields: readonly (HeatMapField | null)[];
}

export interface HeatMap {
  /** Columns that have something in common, such as a store; one group without a title where they have not. */
  groups: readonly { title: string; happenings: readonly Cell["happening"][] }[];
  rows: readonly HeatMapRow[];
}

const HAPPENINGS: Record<Cell["happening"], string> = {
  nothing: "nothing",
  reconnect: "reconnect",
  "late-reconnect": "late reconnect",
  kill: "kill",
  drain: "drain",
  "restart-store": "store restarts",
};
const SIGNS = { "as-predicted": "", contradicted: " ✗", unknown: " ?" };

/** How to read it, beside what the share is of. */
export const HEAT_MAP_LEGEND =
  "The more, the stronger the colour; hatched where nobody had a session that lasted. Each cell leads to its figures and its diagram: who said what when, and whom it reached.";

/** All cells in one picture: the larger the share that did not arrive, the stronger the colour. */
export function heatMap({ groups, rows }: HeatMap): string {
  const isGrouped = groups.some(({ title }) => title !== "");
  const columns = groups.flatMap(({ happenings }) => happenings);
  const heads = columns.map((happening) => `<th scope="col">${HAPPENINGS[happening]}</th>`).join("");
  const corner = `<th class="corner" scope="col"${isGrouped ? ' rowspan="2"' : ""}>stickiness, transport, people in</th>`;
  const titles = groups.map(
    ({ title, happenings }) => `<th scope="colgroup" colspan="${happenings.length}">${escapeHtml(title)}</th>`,
  );
  const head = isGrouped ? `<tr>${corner}${titles.join("")}</tr><tr>${heads}</tr>` : `<tr>${corner}${heads}</tr>`;
  const body = rows.map(({ stickiness, transport, layout, fields }) => {
    const where = layout === "browsers" ? "several browsers" : "one browser";
    return `<tr><th scope="row"><b>${stickiness}</b> ${transport}, ${where}</th>${fields.map(fieldOf).join("")}</tr>`;
  });
  return `<div class="wide" role="region" aria-label="The cells" tabindex="0"><table class="matrix"><thead>${head}</thead><tbody>${body.join("")}</tbody></table></div>`;
}

function fieldOf(field: HeatMapField | null): string {
  if (field === null) return `<td class="none">–<span class="heard"> not measured</span></td>`;
  const { key, verdict, share, word, details } = field;
  // Ten steps, since a page without scripts and inline styles has classes only.
  const heat = share === null ? " silent" : ` h${Math.ceil(share * 10)}`;
  const amount = share === null ? "no session" : percent(share);
  const title = escapeHtml(`${share === null ? "nothing was said" : `${amount} ${word}`}; ${details}`);
  return `<td class="${verdict}${heat}"><a href="#cell-${key}" title="${title}">${amount}${SIGNS[verdict]}<span class="heard"> ${title}</span></a></td>`;
}

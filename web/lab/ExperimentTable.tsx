import { Fragment } from "react";
import type { ExperimentCell } from "../../protocol/control/experiment-run.ts";
import { experimentMatrix, lostPercent } from "./experiment-matrix.ts";

const SHORT: Record<string, string> = {
  "one-browser": "one browser",
  browsers: "several browsers",
  nothing: "calm",
  reconnect: "drop",
  "late-reconnect": "late drop",
  // Where there is little room, it is broken.
  "restart-store": "Redis re\u00ADstarts",
};
const STORES: Record<string, string> = {
  memory: "rooms in each instance's memory",
  streams: "rooms in Redis, Streams adapter",
  pubsub: "rooms in Redis, pub/sub adapter",
};
const VERDICTS = { "as-predicted": "as predicted", contradicted: "not as predicted", unknown: "could not be told" };

interface ExperimentTableProps {
  cells: readonly ExperimentCell[];
  /** Address of the finished report; null until there is one. */
  report: string | null;
}

/** How much of what was said got lost, in percent, in every mode: it fills as it is measured. */
export function ExperimentTable({ cells, report }: ExperimentTableProps) {
  const { layouts, rows } = experimentMatrix(cells);
  const hasStores = new Set(rows.map(({ store }) => store)).size > 1;
  return (
    <table className="experiment">
      <caption>Messages that never reached somebody, in percent · – nobody got a session</caption>
      <thead>
        <tr>
          <th rowSpan={2} scope="col">
            stickiness · transport
          </th>
          {layouts.map(({ layout, happenings }) => (
            <th key={layout} colSpan={happenings.length} scope="colgroup">
              {SHORT[layout] ?? layout}
            </th>
          ))}
        </tr>
        <tr>
          {layouts.flatMap(({ layout, happenings }) =>
            happenings.map((happening, index) => (
              <th key={`${layout} ${happening}`} scope="col" data-first={index === 0 || undefined}>
                {SHORT[happening] ?? happening}
              </th>
            )),
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <Fragment key={row.key}>
            {hasStores && row.store !== rows[index - 1]?.store && (
              <tr>
                <th colSpan={row.cells.length + 1} scope="rowgroup" className="experiment-store">
                  {STORES[row.store] ?? row.store}
                </th>
              </tr>
            )}
            <tr>
              <th scope="row">
                {row.stickiness} · {row.transport}
              </th>
              {row.cells.map((cell, place) => (
                <Cell key={cell?.key ?? place} cell={cell} report={report} />
              ))}
            </tr>
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

function Cell({ cell, report }: { cell: ExperimentCell | null; report: string | null }) {
  if (!cell) return <td>·</td>;
  const percent = lostPercent(cell);
  const words = cell.phase === "done" ? `${cell.measured}; predicted: ${cell.predicted}` : cell.phase;
  const shown = cell.phase === "done" ? (percent ?? "–") : cell.phase === "running" ? "…" : "";
  const verdict = cell.verdict ? VERDICTS[cell.verdict] : "";
  return (
    <td
      data-phase={cell.phase}
      data-verdict={cell.verdict ?? undefined}
      data-loss={cell.phase !== "done" ? undefined : percent === 0 ? "none" : "some"}
      title={`${words}${verdict && ` (${verdict})`}`}
    >
      {report ? (
        <a href={`${report}#cell-${cell.key}`} target="_blank" rel="noopener">
          {shown}
        </a>
      ) : (
        shown
      )}
      {cell.verdict !== null && cell.verdict !== "as-predicted" && (
        <span className="sr-only"> {VERDICTS[cell.verdict]}</span>
      )}
    </td>
  );
}

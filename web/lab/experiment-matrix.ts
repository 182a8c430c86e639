import type { ExperimentCell } from "../../protocol/control/experiment-run.ts";

/** Cells of the experiment as a table: what the browser meets down its side, what happens to whom along its top. */
export interface ExperimentMatrix {
  /** Groups of columns: people in one browser, people in several. */
  layouts: readonly { layout: string; happenings: readonly string[] }[];
  rows: readonly {
    key: string;
    stickiness: string;
    transport: string;
    store: string;
    /** One for each column; null where it was not asked for. */
    cells: readonly (ExperimentCell | null)[];
  }[];
}

export function experimentMatrix(cells: readonly ExperimentCell[]): ExperimentMatrix {
  const layouts = distinct(cells.map(({ layout }) => layout)).map((layout) => ({
    layout,
    happenings: distinct(cells.filter((cell) => cell.layout === layout).map(({ happening }) => happening)),
  }));
  const rowKey = ({ store, stickiness, transport }: ExperimentCell) => `${store} ${stickiness} ${transport}`;
  const rows = distinct(cells.map(rowKey)).map((key) => {
    const own = cells.filter((cell) => rowKey(cell) === key);
    const { stickiness, transport, store } = own[0]!;
    const inOrder = layouts.flatMap(({ layout, happenings }) =>
      happenings.map((happening) => own.find((cell) => cell.layout === layout && cell.happening === happening) ?? null),
    );
    return { key, stickiness, transport, store, cells: inOrder };
  });
  return { layouts, rows };
}

/** How much of what was said to others never arrived, in percent; null when nothing was to arrive. */
export function lostPercent({ lost, expected }: Pick<ExperimentCell, "lost" | "expected">): number | null {
  return lost === null || !expected ? null : Math.round((lost / expected) * 100);
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)];

/** Every setting of a cell and its values, in the order of the matrix. */
export const DIMENSIONS = {
  stickiness: ["off", "on", "by-room"],
  transport: ["default", "polling", "websocket"],
  layout: ["one-browser", "browsers"],
  store: ["memory", "streams", "pubsub", "adapter"],
  happening: ["nothing", "reconnect", "late-reconnect", "kill", "drain", "restart-store"],
} as const;

type Dimensions = typeof DIMENSIONS;

/** One cell of the matrix: the same conversation under these circumstances. */
export type Cell = {
  /**
   * `stickiness`: `on` is duration-based stickiness at the balancer; `by-room` is rules that lead each room to one instance,
   * without cookies. `store`: in `adapter` the rooms are in Redis, too, and somebody's own adapter carries the packets.
   */
  -readonly [D in keyof Dimensions]: Dimensions[D][number];
};

/** People lose their connections, and come back to instances that all live. */
export function isReconnection(happening: Cell["happening"]): boolean {
  return happening === "reconnect" || happening === "late-reconnect";
}

export function endsInstance(happening: Cell["happening"]): boolean {
  return happening === "kill" || happening === "drain";
}

/** A cell's name: its values in the order of its dimensions, like `on-websocket-browsers-memory-kill`. */
export function cellKey(cell: Readonly<Record<string, string>>, dimensions: Dimensioned = DIMENSIONS): string {
  return Object.keys(dimensions)
    .map((name) => cell[name])
    .join("-");
}

/** Settings and their values. */
export type Dimensioned = Readonly<Record<string, readonly string[]>>;

/**
 * Without a store there is none to restart. Affinity by room is instead of shared state, and whose windows they are is the
 * same to it: it is asked in one place.
 */
function isCell({ stickiness, store, layout, happening }: Cell): boolean {
  if (store === "memory" && happening === "restart-store") return false;
  return stickiness !== "by-room" || (store === "memory" && layout === "browsers");
}

/** The whole matrix over these stores. */
export function allCells(stores: readonly Cell["store"][] = DIMENSIONS.store): Cell[] {
  const cells: Cell[] = [];
  for (const store of stores)
    for (const stickiness of DIMENSIONS.stickiness)
      for (const transport of DIMENSIONS.transport)
        for (const layout of DIMENSIONS.layout)
          for (const happening of DIMENSIONS.happening) {
            const cell: Cell = { stickiness, transport, layout, store, happening };
            if (isCell(cell)) cells.push(cell);
          }
  return cells;
}

/** Every setting of a cell and its values, in the order of the matrix. */
export const DIMENSIONS = {
  stickiness: ["off", "on"],
  transport: ["default", "polling", "websocket"],
  layout: ["one-browser", "browsers"],
  store: ["memory", "streams", "pubsub", "adapter"],
  happening: ["nothing", "reconnect", "late-reconnect", "kill", "drain", "restart-store"],
} as const;

type Dimensions = typeof DIMENSIONS;

/** One cell of the matrix: the same conversation under these circumstances. */
export type Cell = {
  /**
   * `stickiness`: `on` is duration-based stickiness at the balancer. `store`: in `adapter` the rooms are in Redis, too, and
   * somebody's own adapter carries the packets.
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

/** The whole matrix over these stores. Without a store there is none to restart. */
export function allCells(stores: readonly Cell["store"][] = DIMENSIONS.store): Cell[] {
  const cells: Cell[] = [];
  for (const store of stores)
    for (const stickiness of DIMENSIONS.stickiness)
      for (const transport of DIMENSIONS.transport)
        for (const layout of DIMENSIONS.layout)
          for (const happening of DIMENSIONS.happening) {
            if (store === "memory" && happening === "restart-store") continue;
            cells.push({ stickiness, transport, layout, store, happening });
          }
  return cells;
}

import { cellKey, DIMENSIONS, type Cell, type DimensionName } from "./cell.ts";

/** A filter that cannot be followed; the message says what is allowed. */
export class CellFilterError extends Error {
  override name = "CellFilterError";
}

/**
 * The cells that a filter names. A filter is `name=value` conditions joined by commas, all of which must hold, with
 * `|` between values of which one must hold (`stickiness=off,happening=kill|drain`); or a cell's name in which `*`
 * stands for anything (`on-*-kill`).
 * @throws CellFilterError
 */
export function selectCells(cells: readonly Cell[], filter: string): Cell[] {
  const matches = filter.includes("=") ? conditions(filter) : keyPattern(filter);
  const selected = cells.filter(matches);
  if (selected.length > 0) return selected;
  const example = cells[0] ? `; a cell's name is like ${cellKey(cells[0])}` : "";
  throw new CellFilterError(`--cells "${filter}" names none of the ${cells.length} cells that can run here${example}`);
}

function conditions(filter: string): (cell: Cell) => boolean {
  const wanted = filter.split(",").map((condition) => {
    const [name = "", values = ""] = condition.split("=");
    const allowed: readonly string[] | undefined = DIMENSIONS[name.trim() as DimensionName];
    if (!Object.hasOwn(DIMENSIONS, name.trim()) || !allowed) {
      const names = Object.keys(DIMENSIONS).join(", ");
      throw new CellFilterError(`--cells: "${name}" is no setting of a cell; allowed: ${names}`);
    }
    const choices = values.split("|").map((value) => value.trim());
    const wrong = choices.find((value) => !allowed.includes(value));
    if (wrong !== undefined) {
      throw new CellFilterError(`--cells: ${name} is "${wrong}"; allowed: ${allowed.join(", ")}`);
    }
    return { name: name.trim() as DimensionName, choices };
  });
  return (cell) => wanted.every(({ name, choices }) => choices.includes(cell[name]));
}

function keyPattern(filter: string): (cell: Cell) => boolean {
  const pattern = new RegExp(
    `^${filter
      .split("*")
      .map((part) => part.replaceAll(/\W/g, "\\$&"))
      .join(".*")}$`,
  );
  return (cell) => pattern.test(cellKey(cell));
}

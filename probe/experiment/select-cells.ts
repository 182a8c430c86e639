import { UserError } from "../../machine/user-error.ts";
import { cellKey, DIMENSIONS, type Dimensioned } from "./cell.ts";

/** A filter that cannot be followed; the message says what is allowed. */
export class CellFilterError extends UserError {
  override name = "CellFilterError";
}

/**
 * The cells that a filter names. A filter is `name=value` conditions joined by commas, all of which must hold, with
 * `|` between values of which one must hold (`stickiness=off,happening=kill|drain`); or a cell's name in which `*`
 * stands for anything (`on-*-kill`).
 * @throws CellFilterError
 */
export function selectCells<C extends Readonly<Record<string, string>>>(
  cells: readonly C[],
  filter: string,
  dimensions: Dimensioned = DIMENSIONS,
): C[] {
  const matches = filter.includes("=") ? conditions(filter, dimensions) : keyPattern(filter, dimensions);
  const selected = cells.filter(matches);
  if (selected.length > 0) return selected;
  const example = cells[0] ? `; a cell's name is like ${cellKey(cells[0], dimensions)}` : "";
  throw new CellFilterError(`--cells "${filter}" names none of the ${cells.length} cells that can run here${example}`);
}

type Matches = (cell: Readonly<Record<string, string>>) => boolean;

function conditions(filter: string, dimensions: Dimensioned): Matches {
  const wanted = filter.split(",").map((condition) => {
    const [name = "", values = ""] = condition.split("=");
    const allowed = Object.hasOwn(dimensions, name.trim()) ? dimensions[name.trim()] : undefined;
    if (!allowed) {
      const names = Object.keys(dimensions).join(", ");
      throw new CellFilterError(`--cells: "${name}" is not a setting of a cell; allowed: ${names}`);
    }
    const choices = values.split("|").map((value) => value.trim());
    const wrong = choices.find((value) => !allowed.includes(value));
    if (wrong !== undefined) {
      throw new CellFilterError(`--cells: ${name} is "${wrong}"; allowed: ${allowed.join(", ")}`);
    }
    return { name: name.trim(), choices };
  });
  return (cell) => wanted.every(({ name, choices }) => choices.includes(cell[name]!));
}

function keyPattern(filter: string, dimensions: Dimensioned): Matches {
  const pattern = new RegExp(
    `^${filter
      .split("*")
      .map((part) => part.replaceAll(/\W/g, "\\$&"))
      .join(".*")}$`,
  );
  return (cell) => pattern.test(cellKey(cell, dimensions));
}

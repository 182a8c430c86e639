import { CARD_GAP, CARD_HEIGHT } from "./card-size.ts";
import type { StoreLink } from "./store-link.ts";

const WIDTH = 56;
/** Half of the cross on a way that is cut. */
const CROSS = 4;

interface PathFanProps {
  rows: number;
  /** -1: none. */
  myRow: number;
  /** From each row to the store that they share, instead of from the balancer to each row. */
  links?: readonly StoreLink[];
}

/** The ways between one node and each row of instances; mine is lit, and drawn over the others. */
export function PathFan({ rows, myRow, links }: PathFanProps) {
  const height = rows * CARD_HEIGHT + (rows - 1) * CARD_GAP;
  const ways = Array.from({ length: rows }, (_, row) => row).sort((a, b) => Number(a === myRow) - Number(b === myRow));
  return (
    <svg
      className="path-fan"
      data-in={links !== undefined || undefined}
      width={WIDTH}
      height={height}
      viewBox={`0 0 ${WIDTH} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {ways.map((row) => {
        const end = row * (CARD_HEIGHT + CARD_GAP) + CARD_HEIGHT / 2;
        const [from, to] = links ? [end, height / 2] : [height / 2, end];
        const way = `M0 ${from}C${WIDTH * 0.55} ${from} ${WIDTH * 0.45} ${to} ${WIDTH} ${to}`;
        const middle = (from + to) / 2;
        const cross = `M${WIDTH / 2 - CROSS} ${middle - CROSS}l${2 * CROSS} ${2 * CROSS}m0 ${-2 * CROSS}l${-2 * CROSS} ${2 * CROSS}`;
        return (
          <g key={row} data-on={row === myRow || undefined} data-link={links?.[row]}>
            <path d={way} />
            {links?.[row] === "cut" && <path className="path-cross" d={cross} />}
          </g>
        );
      })}
    </svg>
  );
}

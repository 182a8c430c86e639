import { CARD_GAP, CARD_HEIGHT } from "./card-size.ts";

const WIDTH = 56;

interface PathFanProps {
  rows: number;
  /** -1: none. */
  myRow: number;
  /** From each row to the store that they share, instead of from the balancer to each row. */
  isIn?: boolean;
}

/** The ways between one node and each row of instances; mine is lit, and drawn over the others. */
export function PathFan({ rows, myRow, isIn }: PathFanProps) {
  const height = rows * CARD_HEIGHT + (rows - 1) * CARD_GAP;
  const ways = Array.from({ length: rows }, (_, row) => row).sort((a, b) => Number(a === myRow) - Number(b === myRow));
  return (
    <svg
      className="path-fan"
      data-in={isIn || undefined}
      width={WIDTH}
      height={height}
      viewBox={`0 0 ${WIDTH} ${height}`}
      aria-hidden="true"
    >
      {ways.map((row) => {
        const end = row * (CARD_HEIGHT + CARD_GAP) + CARD_HEIGHT / 2;
        const [from, to] = isIn ? [end, height / 2] : [height / 2, end];
        const way = `M0 ${from}C${WIDTH * 0.55} ${from} ${WIDTH * 0.45} ${to} ${WIDTH} ${to}`;
        return <path key={row} d={way} data-on={row === myRow || undefined} />;
      })}
    </svg>
  );
}

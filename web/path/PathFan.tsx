import { CARD_GAP, CARD_HEIGHT } from "./card-size.ts";

const WIDTH = 56;

/** From the balancer to each row of instances; the way to mine is lit, and drawn over the others. */
export function PathFan({ rows, myRow }: { rows: number; myRow: number }) {
  const height = rows * CARD_HEIGHT + (rows - 1) * CARD_GAP;
  const ways = Array.from({ length: rows }, (_, row) => row).sort((a, b) => Number(a === myRow) - Number(b === myRow));
  return (
    <svg className="path-fan" width={WIDTH} height={height} viewBox={`0 0 ${WIDTH} ${height}`} aria-hidden="true">
      {ways.map((row) => {
        const end = row * (CARD_HEIGHT + CARD_GAP) + CARD_HEIGHT / 2;
        const way = `M0 ${height / 2}C${WIDTH * 0.55} ${height / 2} ${WIDTH * 0.45} ${end} ${WIDTH} ${end}`;
        return <path key={row} d={way} data-on={row === myRow || undefined} />;
      })}
    </svg>
  );
}

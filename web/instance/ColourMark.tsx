import "./ColourMark.css";

/** Eight shapes that stay apart at twelve pixels, so that colour is never alone. */
const SHAPES = [
  "M6 1 11.3 10.6H.7z",
  "M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1z",
  "M2.4 1.4h7.2a1 1 0 0 1 1 1v7.2a1 1 0 0 1-1 1H2.4a1 1 0 0 1-1-1V2.4a1 1 0 0 1 1-1z",
  "M6 .6 11.4 6 6 11.4.6 6z",
  "M6 .7l1.6 3.5 3.8.4-2.8 2.6.8 3.8L6 9.1 2.6 11l.8-3.8L.6 4.6l3.8-.4z",
  "M6 .8 11.4 4.7 9.3 11H2.7L.6 4.7z",
  "M3.2 1.2h5.6L11.6 6l-2.8 4.8H3.2L.4 6z",
  "M4.2.9h3.6v3.3h3.3v3.6H7.8v3.3H4.2V7.8H.9V4.2h3.3z",
];

/** One of eight shapes in its colour: `no`: an outline; `unknown`: a dotted one. Decoration: say it in words beside. */
export function ColourMark({ colour, holds = "yes" }: { colour: number; holds?: "yes" | "no" | "unknown" }) {
  return (
    <svg className="mark" viewBox="0 0 12 12" data-colour={colour} data-holds={holds} aria-hidden="true">
      <path d={SHAPES[colour]} />
    </svg>
  );
}

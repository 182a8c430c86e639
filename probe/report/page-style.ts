/** What every report's page looks like, light and dark. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --paper: #fdfcf9; --ink: #20242b; --soft: #646b76; --line: #d9d6cd; --panel: #f4f2ec; --good: #1d6b43; --bad: #b3261e; --doubt: #8a5a00; --focus: #1f5fbf;
  --i0: #a65605; --i1: #0a66aa; --i2: #0b7454; --i3: #8f397b; --i4: #5054bf; --i5: #a13434; --i6: #54690c; --i7: #0f6f78; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171c; --ink: #e6e4de; --soft: #9aa1ac; --line: #333943; --panel: #1b1f26; --good: #6fcf97; --bad: #ff8a80; --doubt: #f0c46c; --focus: #8ab4f8;
  --i0: #f0a04b; --i1: #62b6f5; --i2: #4fcf9f; --i3: #e08ccb; --i4: #a3a6ff; --i5: #ff9a94; --i6: #b8cf5e; --i7: #5fd0da; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 78rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .5rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
a { color: inherit; } :focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.verdict { font-weight: 600; } .verdict.valid { color: var(--good); } .verdict.invalid { color: var(--bad); } .verdict.unknown { color: var(--doubt); }
.questions { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: 1rem 0; } .questions div { display: flex; gap: .4rem; } .questions dt { font-weight: 600; } .questions dd { margin: 0; color: var(--soft); }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--panel); }
table { border-collapse: collapse; width: 100%; font-size: .9rem; } th, td { text-align: left; padding: .45rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child > * { border-bottom: 0; } thead th { color: var(--soft); font-weight: 500; }
.matrix { font-size: .85rem; } .matrix :is(th, td) { border: 1px solid var(--line); } .matrix th[scope=row] { white-space: nowrap; font-weight: 400; } .matrix thead th:not(.corner), .matrix td { text-align: center; }
.matrix td { padding: 0; font-variant-numeric: tabular-nums; } .matrix td a { display: block; padding: .35rem .5rem; text-decoration: none; white-space: nowrap; } .matrix td a:hover { text-decoration: underline; } .h1 { background: color-mix(in srgb, var(--bad) 4%, transparent); } .h2 { background: color-mix(in srgb, var(--bad) 9%, transparent); } .h3 { background: color-mix(in srgb, var(--bad) 14%, transparent); } .h4 { background: color-mix(in srgb, var(--bad) 18%, transparent); } .h5 { background: color-mix(in srgb, var(--bad) 22%, transparent); } .h6 { background: color-mix(in srgb, var(--bad) 27%, transparent); } .h7 { background: color-mix(in srgb, var(--bad) 32%, transparent); } .h8 { background: color-mix(in srgb, var(--bad) 36%, transparent); } .h9 { background: color-mix(in srgb, var(--bad) 40%, transparent); } .h10 { background: color-mix(in srgb, var(--bad) 45%, transparent); }
tr.contradicted { color: var(--bad); font-weight: 600; } .matrix td.contradicted { box-shadow: inset 0 0 0 2px var(--bad); font-weight: 700; } .matrix td.silent { color: var(--soft); background: repeating-linear-gradient(135deg, transparent 0 5px, var(--line) 5px 6px); } .matrix td.none { padding: .35rem .5rem; color: var(--soft); }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; } .matrix td { position: relative; }
.losses ul { margin: 0; padding: 0; list-style: none; columns: 20rem; } .hint, .legend { color: var(--soft); font-size: .85rem; max-width: 65rem; }
.cell { display: none; } .cell:target { display: block; scroll-margin-top: 1rem; outline: none; }
.claims { margin-top: 1rem; }
svg { display: block; font: 11px system-ui, sans-serif; } svg text { fill: var(--ink); } svg path { fill: none; stroke: var(--ink); }
text.lane { text-anchor: end; } path.lane { stroke: var(--line); } path.lane.balancer { stroke-dasharray: 6 3; stroke: var(--soft); }
path.stay { stroke-width: 4; stroke-linecap: round; } text.on { font-size: 9px; fill: var(--soft); }
.i0 { stroke: var(--i0) !important; } .i1 { stroke: var(--i1) !important; } .i2 { stroke: var(--i2) !important; } .i3 { stroke: var(--i3) !important; } .i4 { stroke: var(--i4) !important; } .i5 { stroke: var(--i5) !important; } .i6 { stroke: var(--i6) !important; } .i7 { stroke: var(--i7) !important; }
.f0 { fill: var(--i0) !important; } .f1 { fill: var(--i1) !important; } .f2 { fill: var(--i2) !important; } .f3 { fill: var(--i3) !important; } .f4 { fill: var(--i4) !important; } .f5 { fill: var(--i5) !important; } .f6 { fill: var(--i6) !important; } .f7 { fill: var(--i7) !important; }
path.phase { stroke: var(--line); stroke-dasharray: 2 3; } text.phase { fill: var(--soft); } text.sign { text-anchor: middle; font-weight: 700; } .sign.bad { fill: var(--bad); } .sign.good { fill: var(--good); } .sign.end { fill: var(--bad); font-size: 16px; }
path.up { stroke-width: 1.4; } path.live { stroke: var(--good); opacity: .75; } path.history { stroke: var(--good); stroke-dasharray: 1.5 3; } path.lost { stroke: var(--bad); stroke-dasharray: 3 3; opacity: .55; } path.cross { stroke: var(--bad); stroke-width: 1.8; }
.message { cursor: default; } .message .note { display: none; font-size: 13px; font-weight: 600; } .message:hover .note, .message:focus .note { display: block; }
.message:focus { outline: none; } .message:is(:hover, :focus) path { stroke-width: 2.6; opacity: 1; } svg:has(.message:is(:hover, :focus)) .message:not(:hover, :focus) { opacity: .12; }
.totals td, .totals thead th + th { text-align: right; font-variant-numeric: tabular-nums; } .totals th[scope=row] { font-weight: 500; } .totals .level1 { padding-left: 2rem; font-weight: 400; } .totals .level2 { padding-left: 3.2rem; font-weight: 400; color: var(--soft); } .totals th, .totals td { padding-block: .2rem; }
.rounds td, .rounds th { white-space: nowrap; padding-block: .25rem; } .rounds td:nth-child(3) { white-space: normal; min-width: 16rem; } .rounds td { font-variant-numeric: tabular-nums; }
rect.down { fill: var(--bad); opacity: .8; } rect.held { fill: var(--doubt); opacity: .7; } rect.leaving { fill: var(--soft); opacity: .6; } path.second { stroke: var(--line); } text.second { fill: var(--soft); font-size: 10px; text-anchor: middle; }
@media print { .cell { display: block; break-before: page; } }
@media (prefers-reduced-motion: no-preference) { .message { transition: opacity .12s; } }
`;

const TONES = 8;

/** Which of the page's colours an instance has (class `i0` to `i7`): by its number, else by its place among the others. */
export function toneOf(instance: string, instances: readonly string[]): number {
  const [, number] = /^[a-z]+-?([1-9]\d?)$/i.exec(instance) ?? [];
  return (number === undefined ? Math.max(0, instances.indexOf(instance)) : Number(number) - 1) % TONES;
}

const SHAPES = ["▲", "●", "■", "◆", "★", "⬟", "⬢", "✚"];

/** The shape that goes with that colour, as on the page of the chat. */
export function shapeOf(instance: string, instances: readonly string[]): string {
  return SHAPES[toneOf(instance, instances)]!;
}

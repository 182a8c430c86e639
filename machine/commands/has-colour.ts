/**
 * Whether what goes to `stream` may be coloured: `FORCE_COLOR` says yes (`0` and `false`: no) also where it is not a
 * terminal, else `NO_COLOR` says no, else it is one with colours.
 * https://no-color.org, https://nodejs.org/api/cli.html#force_color1-2-3
 */
export function hasColour(
  stream: { isTTY?: boolean; hasColors?: () => boolean },
  env: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: refused } = env;
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  if (refused) return false;
  return stream.isTTY === true && stream.hasColors?.() === true;
}

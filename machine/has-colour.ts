import type { WriteStream } from "node:tty";

type Screen = Pick<WriteStream, "isTTY" | "hasColors">;

/** Whether to colour what goes there: FORCE_COLOR and NO_COLOR say so, as Node reads them, or else the terminal does. */
export function hasColour(screen: Screen, env: NodeJS.ProcessEnv = process.env): boolean {
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return !/^(0|false|none)$/i.test(forced);
  if (env["NO_COLOR"]) return false;
  return screen.isTTY && screen.hasColors();
}

import { build } from "../machine/build/build.ts";

/** Before the workers start, so that they do not all build at once. */
export default async function buildOnce(): Promise<void> {
  await build((line) => process.stderr.write(`${line}\n`));
}

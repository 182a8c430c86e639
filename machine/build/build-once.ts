import { build } from "./build.ts";

/** Vitest's global set-up: the tests that start real instances run the built server. */
export async function setup(): Promise<void> {
  await build();
}

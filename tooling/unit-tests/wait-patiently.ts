import { vi } from "vitest";

/** A second is Vitest's, and too short for a machine with ten times the work of its cores. */
const PATIENCE_MS = 30_000;

const { waitFor } = vi;
vi.waitFor = (callback, options) =>
  waitFor(callback, typeof options === "number" ? options : { timeout: PATIENCE_MS, ...options });

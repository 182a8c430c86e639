import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { changesItsProcess } from "./changes-its-process.ts";

/** Modules of Node that neither open, start nor change anything. */
const HARMLESS = new Set(["node:assert", "node:buffer", "node:crypto", "node:path", "node:url", "node:util"]);
/** Packages that hold a Node of their own, or something global. */
const WITH_A_WORLD =
  /^(?:vite|playwright|@playwright\/test|express|socket\.io|socket\.io-client|ws|redis|@redis\/.+|pino|knip)$/;
/** What a test asks of its process or of others. */
const ASKS_THE_WORLD = /\bprocess\.|\bfetch\(/;
const TYPES = /^import type [^;]*;/gm;
const IMPORTS = /(?:\bfrom\s*|\bimport\s*\(?\s*)"([^"]+)"/g;

/**
 * Whether a test is pure: nothing that it imports, however far, reaches sockets, processes or files, and it changes
 * nothing global. Such tests share a thread, which is much quicker.
 * @param file its path.
 * @param seen what has been looked at, by its path; share one between calls.
 */
export function isPure(file: string, seen = new Map<string, boolean>()): boolean {
  const source = readFileSync(file, "utf8");
  return !changesItsProcess(source) && !ASKS_THE_WORLD.test(source) && importsArePure(path.resolve(file), seen);
}

function importsArePure(file: string, seen: Map<string, boolean>): boolean {
  const known = seen.get(file);
  if (known !== undefined) return known;
  // A circle is as pure as the rest of it.
  seen.set(file, true);
  const pure = [...readFileSync(file, "utf8").replaceAll(TYPES, "").matchAll(IMPORTS)].every(([, name = ""]) => {
    if (!name.startsWith(".")) return !WITH_A_WORLD.test(name) && (!name.startsWith("node:") || HARMLESS.has(name));
    const imported = path.resolve(path.dirname(file), name);
    return !existsSync(imported) || importsArePure(imported, seen);
  });
  seen.set(file, pure);
  return pure;
}

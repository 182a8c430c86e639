import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ServerOptions } from "socket.io";
import { StoreStartError } from "../room/room-store.ts";

/** What a module of `ADAPTER_FILE` is told. */
export interface ForeignAdapterContext {
  /** The name of this instance. */
  instance: string;
  /** The Redis that the rooms are in; an adapter may use it, or anything else. It holds the password. */
  redisUrl: string;
}

const LOAD_MS = 15_000;

/**
 * The adapter that a module makes: its default export is called with the context, and returns (perhaps later) what
 * Socket.IO takes as `adapter`. Rejects with a `StoreStartError` that names the file.
 */
export async function loadForeignAdapter(
  file: string,
  context: ForeignAdapterContext,
): Promise<NonNullable<ServerOptions["adapter"]>> {
  const refuse = (why: string) => new StoreStartError(`ADAPTER_FILE="${file}" cannot be used: ${why}`);
  const make = async () => {
    const loaded = (await import(/* @vite-ignore */ pathToFileURL(path.resolve(file)).href)) as { default?: unknown };
    // A CommonJS module that was transpiled has its default export one level deeper.
    const outer = loaded.default;
    const factory = typeof outer === "function" ? outer : (outer as { default?: unknown } | undefined)?.default;
    if (typeof factory !== "function") throw new Error("its default export is not a function that makes an adapter");
    const adapter: unknown = await (factory as (context: ForeignAdapterContext) => unknown)(context);
    if (typeof adapter === "function") return adapter as NonNullable<ServerOptions["adapter"]>;
    throw new Error("what its default export returned is not an adapter: a class, or a function of a namespace");
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it has not finished after ${LOAD_MS / 1_000} s`)), LOAD_MS);
  });
  try {
    return await Promise.race([make(), late]);
  } catch (error) {
    throw refuse((error instanceof Error ? error.message : String(error)).split("\n")[0]!);
  } finally {
    clearTimeout(timer);
  }
}

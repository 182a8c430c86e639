import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ManagerOptions, Socket, SocketOptions } from "socket.io-client";
import { ownExample } from "../../../machine/own-example.ts";
import { UserError } from "../../../machine/user-error.ts";

type Options = Partial<ManagerOptions & SocketOptions>;

/** Who a simulated person is to an application. */
export interface ApplicationPerson {
  name: string;
  /** The same for all windows of one browser. */
  browser: string;
}

/** What a module's default export says of an application; it gets sockets of socket.io-client 4. */
export interface Application {
  /** Makes a socket that is not connected yet; default: `io(url, options)`. `options` are to be passed on. */
  connect?(url: string, options: Options): Socket;
  /** Enters a room; resolves when it is in it. Without rooms: does nothing. */
  join(socket: Socket, room: string, person: ApplicationPerson): unknown;
  /**
   * Says a text. A promise is its acknowledgement: it resolves when the application has accepted the text (to `false`
   * when it has refused it).
   */
  send(socket: Socket, room: string, id: string): unknown;
  /** Calls `onMessage` with each text that arrives, or with a longer text that holds it. */
  listen(socket: Socket, onMessage: (text: unknown) => void): unknown;
  /** The name of the instance that serves this socket; behind a balancer of ours: its environment's INSTANCE. */
  instance?(socket: Socket): unknown;
}

/** The module throws, hangs, or is not one; the message names the file. */
export class ApplicationError extends UserError {
  override name = "ApplicationError";
}

const REQUIRED = ["join", "send", "listen"] as const;
const OPTIONAL = ["connect", "instance"] as const;

/**
 * Loads a module that says how to talk to an application.
 * @param file its path, or the name of an example of ours.
 * @param loadMs how long it may take.
 * @throws {ApplicationError} one sentence that names the file.
 */
export async function loadApplication(file: string, loadMs: number): Promise<Application> {
  const own = existsSync(file) ? null : ownExample(file, "app");
  const full = own ?? path.resolve(file);
  if (!existsSync(full)) throw new ApplicationError(`--app: there is no file "${file}"`);
  const extension = path.extname(full);
  if (![".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"].includes(extension)) {
    throw new ApplicationError(`--app is "${file}"; allowed: a .js, .mjs, .cjs or .ts file`);
  }
  const loaded = await within(loadMs, extension.endsWith("ts") ? importTypeScript(full, file) : importFile(full)).catch(
    (error: unknown) => {
      if (error instanceof ApplicationError) throw error;
      throw new ApplicationError(`${file} cannot be loaded: ${messageOf(error)}`);
    },
  );
  // A CommonJS module, or a transpiled one, has its default export one level deeper.
  const [outer] = [(loaded as { default?: unknown }).default ?? loaded];
  const application = ((outer as { default?: unknown } | null)?.default ?? outer) as Record<string, unknown> | null;
  const kind = (name: string) =>
    typeof application === "object" && application ? typeof application[name] : "undefined";
  const missing = REQUIRED.filter((name) => kind(name) !== "function");
  if (missing.length > 0) {
    const has = missing.length === 1 ? `has no function "${missing[0]}"` : `has no functions ${quoted(missing)}`;
    const isThere = (loaded as { default?: unknown }).default !== undefined;
    throw new ApplicationError(
      `${file} ${isThere ? `has a default export that ${has}` : "has no default export"}; it needs join(socket, room, person), send(socket, room, id) and listen(socket, onMessage)`,
    );
  }
  const wrong = OPTIONAL.find((name) => !["function", "undefined"].includes(kind(name)));
  if (wrong) throw new ApplicationError(`${file}: "${wrong}" of its default export is not a function`);
  return application as unknown as Application;
}

function importFile(full: string): Promise<unknown> {
  return import(pathToFileURL(full).href);
}

/** By Node where it strips types, else by tsx or jiti of the module's own project. */
async function importTypeScript(full: string, file: string): Promise<unknown> {
  if ((process.features as { typescript?: unknown }).typescript) return importFile(full);
  const require = createRequire(full);
  const resolve = (name: string) => {
    try {
      return pathToFileURL(require.resolve(name)).href;
    } catch {
      return null;
    }
  };
  const tsx = resolve("tsx/esm/api");
  if (tsx !== null) {
    const { tsImport } = (await import(tsx)) as { tsImport(file: string, parent: string): Promise<unknown> };
    return tsImport(pathToFileURL(full).href, import.meta.url);
  }
  const jiti = resolve("jiti");
  if (jiti !== null) {
    const { createJiti } = (await import(jiti)) as {
      createJiti(from: string): { import(file: string): Promise<unknown> };
    };
    return createJiti(full).import(full);
  }
  throw new ApplicationError(
    `${file} is TypeScript, which Node ${process.versions.node} does not run: install tsx or jiti beside it (npm install --save-dev tsx), or use Node 22.18 or later`,
  );
}

async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it has not finished after ${milliseconds / 1_000} s`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function quoted(names: readonly string[]): string {
  const all = names.map((name) => `"${name}"`);
  return `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
}

import { createHash } from "node:crypto";
import type { Logger } from "pino";
import { createClient } from "@redis/client";
import { examineStore } from "./examine-store.ts";
import { SCRIPTS, type ScriptName } from "./scripts.ts";
import { StoreStartError, StoreUnavailableError, StoreUnknownError } from "../room/room-store.ts";
import { withoutPassword } from "../settings/without-password.ts";

export type RedisClient = ReturnType<typeof newClient>;

/** What a script returns: nested arrays of strings and numbers. */
export type ScriptReply = string | number | null | ScriptReply[];

/** The connection over which the store works. It reconnects by itself for as long as it is open. */
export interface RedisLink {
  readonly client: RedisClient;
  readonly isReady: boolean;
  /** True while Redis refuses what is written: it is read-only, out of memory, or cannot save. */
  readonly isRefusing: boolean;
  /** Throws a `StoreUnavailableError` or, after `timeoutMs` or a lost connection, a `StoreUnknownError`. */
  run(script: ScriptName, args: object, ...more: string[]): Promise<ScriptReply>;
  /** The same on a connection of its own, which no amount of other work can delay. */
  beat(script: ScriptName, args: object): Promise<ScriptReply>;
  close(): void;
}

interface LinkOptions {
  url: string;
  /** The prefix of all keys. */
  keyPrefix: string;
  timeoutMs: number;
  log: Logger;
}

/** Rejects with a `StoreStartError` when there is no Redis that can be used. */
export async function openRedisLink({ url, keyPrefix, timeoutMs, log }: LinkOptions): Promise<RedisLink> {
  let isOpen = false;
  let isDown = false;
  const client = orStartError(url, () => newClient(url, timeoutMs, () => isOpen));
  client.on("error", (err: Error) => {
    if (isOpen && !isDown) log.error({ err }, "store lost");
    isDown = true;
  });
  client.on("ready", () => {
    if (isOpen && isDown) log.info("store back");
    isDown = false;
  });
  try {
    await client.connect();
    const { refusal, warning } = examineStore(await client.info());
    if (refusal) throw new Error(refusal);
    if (warning) log.warn({ warning }, "store at risk");
  } catch (error) {
    if (client.isOpen) client.destroy();
    throw startError(url, error);
  }
  isOpen = true;

  const pulse = client.duplicate();
  pulse.on("error", () => {});
  try {
    await pulse.connect();
  } catch (error) {
    client.destroy();
    throw startError(url, error);
  }

  let isRefusing = false;
  function noteRefusing(refuses: boolean, err?: Error) {
    if (refuses && !isRefusing) log.error({ err }, "store refuses what is written");
    if (!refuses && isRefusing) log.info("store takes what is written again");
    isRefusing = refuses;
  }

  const digests = new Map(
    Object.entries(SCRIPTS).map(([name, source]) => [name, createHash("sha1").update(source).digest("hex")]),
  );
  async function evaluate(over: RedisClient, script: ScriptName, args: string[]): Promise<ScriptReply> {
    const options = { keys: [keyPrefix], arguments: args };
    try {
      return (await over.evalSha(digests.get(script)!, options)) as ScriptReply;
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
      return (await over.eval(SCRIPTS[script], options)) as ScriptReply;
    }
  }

  async function run(over: RedisClient, script: ScriptName, args: object, ...more: string[]): Promise<ScriptReply> {
    if (!over.isReady) throw new StoreUnavailableError("the store cannot be reached");
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const giveUp = () => reject(new StoreUnknownError(`the store did not answer within ${timeoutMs} ms`));
      timer = setTimeout(giveUp, timeoutMs);
    });
    const answer = evaluate(over, script, [JSON.stringify(args), ...more]);
    // After the deadline nobody waits for it any more.
    answer.catch(() => {});
    try {
      const reply = await Promise.race([answer, late]);
      // A heartbeat writes as a message does.
      if (script === "heartbeat" || script === "send") noteRefusing(false);
      return reply;
    } catch (error) {
      const classified = classify(error);
      if (REFUSES_WRITING.test((error as Error).message)) noteRefusing(true, error as Error);
      throw classified;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    client,
    get isReady() {
      return client.isReady;
    },
    get isRefusing() {
      return isRefusing;
    },
    run: (script, args, ...more) => run(client, script, args, ...more),
    beat: (script, args) => run(pulse, script, args),
    close: () => {
      isOpen = false;
      for (const one of [client, pulse]) if (one.isOpen) one.destroy();
    },
  };
}

function startError(url: string, error: unknown): StoreStartError {
  return new StoreStartError(`REDIS_URL="${withoutPassword(url)}" cannot be used: ${reason(error)}`);
}

/** A client takes the URL apart as it is made: a database that is not a number fails there. */
function orStartError<T>(url: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw startError(url, error);
  }
}

function newClient(url: string, timeoutMs: number, retries: () => boolean) {
  return createClient({
    url,
    RESP: 2,
    // What cannot be sent now is refused now, never done later behind the asker's back.
    disableOfflineQueue: true,
    commandsQueueMaxLength: 100_000,
    pingInterval: 2_000,
    socket: {
      connectTimeout: timeoutMs,
      reconnectStrategy: (attempt, cause) => (retries() ? Math.min(50 * 2 ** attempt, 500) : cause),
    },
  });
}

// Redis 6.2 puts its own words around an error inside a script.
const REFUSES_WRITING = /(?:^|: -)(?:READONLY|OOM|MISCONF|NOREPLICAS)\b/;

/** Words of Redis itself come before a script has written anything; all else may have come too late. */
function classify(error: unknown): Error {
  if (error instanceof StoreUnknownError) return error;
  const { name, message } = error as Error;
  if (name === "ClientOfflineError" || name === "ClientClosedError") return new StoreUnavailableError(message);
  if (REFUSES_WRITING.test(message) || /^(LOADING|MASTERDOWN|BUSY|NOAUTH|NOPERM|CLUSTERDOWN|MOVED)\b/.test(message)) {
    return new StoreUnavailableError(`the store refuses: ${message}`);
  }
  if (/^(ERR|WRONGTYPE)\b/.test(message)) return error as Error;
  return new StoreUnknownError(message);
}

function reason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reason).join(", ");
  return error instanceof Error ? error.message || error.name : String(error);
}

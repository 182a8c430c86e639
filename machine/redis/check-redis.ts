import { UserError } from "../user-error.ts";
import { withoutPassword } from "./without-password.ts";

const CONNECT_MS = 5_000;

/** @throws {UserError} without the password, unless a Redis answers there and lets us in. */
export async function checkRedis(url: string): Promise<void> {
  // Loaded only where it is needed: it takes longer than the rest of the lab.
  const { createClient } = await import("@redis/client");
  const client = createClient({ url, socket: { connectTimeout: CONNECT_MS, reconnectStrategy: false } });
  let fault: unknown;
  client.on("error", (error: unknown) => (fault ??= error));
  const deadline = setTimeout(() => {
    fault ??= new Error(`no answer within ${CONNECT_MS} ms`);
    client.destroy();
  }, CONNECT_MS);
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    throw new UserError(`no Redis at ${withoutPassword(url)}: ${reason(fault ?? error)}`);
  } finally {
    clearTimeout(deadline);
    if (client.isOpen) client.destroy();
  }
}

/** An attempt at several addresses has its words in the parts, and none of its own. */
function reason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reason).join("; ");
  return error instanceof Error ? error.message : String(error);
}

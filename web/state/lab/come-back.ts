import type { ChatConnection } from "../connection/chat-connection.ts";
import { onceTrue } from "../once-true.ts";

const BACK_WITHIN_MS = 12_000;

/** Begins what ends the connection, and waits until there is one again. @returns where it came back to; null: not yet. */
export async function comeBack(
  connection: ChatConnection,
  begin: () => void,
): Promise<{ from: string | null; to: string | null; recovered: boolean }> {
  const before = connection.state.getState();
  begin();
  const isBack = await onceTrue(
    connection.state,
    (now) => now.status === "connected" && now.connects > before.connects,
    BACK_WITHIN_MS,
  );
  const after = connection.state.getState();
  return { from: before.instance, to: isBack ? after.instance : null, recovered: after.recovered };
}

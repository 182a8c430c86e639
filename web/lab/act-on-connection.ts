import type { ChatConnection } from "../connection/chat-connection.ts";
import type { HeldCookies } from "../connection/held-cookies.ts";
import { forgetStickinessCookies, pinStickinessCookie } from "../connection/stickiness-cookies.ts";
import { countOf } from "../page/count-of.ts";
import { onceTrue } from "../page/once-true.ts";
import type { ChatRooms } from "../room/chat-rooms.ts";
import type { LabClient } from "./lab-client.ts";
import { failed, type Ended } from "./lab-watch.ts";

const BACK_WITHIN_MS = 12_000;
const NOT_BACK: Ended = { phase: "unsure", sentence: "The connection has not come back yet" };

/** Drops the connection as a network does, and says where it came back to. */
export async function blip(connection: ChatConnection): Promise<Ended> {
  if (!connection.isConnected) return failed("You are not connected");
  const { from, to, recovered } = await comeBack(connection, () => connection.drop());
  if (to === null) return NOT_BACK;
  const session = recovered ? "the session was recovered" : "the session was not recovered";
  return {
    phase: "observed",
    sentence: to === from ? `Back on ${to}; ${session}` : `Moved ${from} → ${to}; ${session}`,
  };
}

export function disconnect(connection: ChatConnection): Ended {
  connection.disconnect();
  return { phase: "observed", sentence: "You are disconnected; nothing reaches you until you reconnect" };
}

export function forgetCookie({ connection, cookies, client }: Omit<MoveParts, "rooms">): Ended {
  cookies.assign(forgetStickinessCookies());
  const { awsalb, awsalbcors } = cookies.held.value;
  if (awsalb || awsalbcors) return failed("The cookie is still there: this page may not change it");
  const isPolling = connection.now.value.transport === "polling";
  const reach = client.state.value.roomAffinity === null ? "may reach any instance now" : "go where the rule leads";
  const stays = isPolling ? `your polls ${reach}` : "your open connection stays where it is";
  return { phase: "observed", sentence: `The cookie is gone; ${stays}` };
}

export interface MoveParts {
  connection: ChatConnection;
  client: LabClient;
  cookies: HeldCookies;
  rooms: ChatRooms;
}

/** Gives me the cookie of another instance, and reconnects. */
export async function moveTo(instance: string, { connection, client, cookies, rooms }: MoveParts): Promise<Ended> {
  const here = rooms.active.value?.log;
  const left = here ? here.people.value.filter(({ id }) => id !== here.self?.id).length : 0;
  const answer = await client.cookiesOf(instance);
  if (!answer.ok) return failed(answer.sentence);
  cookies.assign(pinStickinessCookie(answer.data.AWSALB));
  const { to } = await comeBack(connection, () => (connection.isConnected ? connection.drop() : connection.open()));
  if (to === null) return NOT_BACK;
  if (to === instance) {
    if (connection.now.value.state === "redis") {
      return { phase: "observed", sentence: `You are on ${instance}, and the room is the same there` };
    }
    if (left === 0) return { phase: "observed", sentence: `You are on ${instance}` };
    const why = `${countOf(left, "person")} you left cannot see you now, so this solves nothing`;
    return { phase: "observed", sentence: `You are on ${instance}. The ${why}` };
  }
  const { stickiness, roomAffinity } = client.state.value;
  const why =
    roomAffinity !== null
      ? "a rule decides by the room, not by the cookie"
      : stickiness?.enabled === false
        ? "cookies are not honoured while stickiness is off"
        : "the balancer chose otherwise";
  return failed(`You came to ${to}, not to ${instance}: ${why}`);
}

/** Begins what ends the connection, and waits until there is one again. @returns where it came back to; null: not yet. */
async function comeBack(
  connection: ChatConnection,
  begin: () => void,
): Promise<{ from: string | null; to: string | null; recovered: boolean }> {
  const before = connection.now.value;
  begin();
  const isBack = await onceTrue(
    connection.now,
    (now) => now.status === "connected" && now.connects > before.connects,
    BACK_WITHIN_MS,
  );
  const { instance, recovered } = connection.now.value;
  return { from: before.instance, to: isBack ? instance : null, recovered };
}

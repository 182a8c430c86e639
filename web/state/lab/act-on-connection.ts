import type { ChatConnection } from "../connection/chat-connection.ts";
import {
  forgetStickinessCookies,
  pinStickinessCookie,
  readStickinessCookies,
} from "../connection/stickiness-cookies.ts";
import { comeBack } from "./come-back.ts";
import type { LabClient } from "./lab-client.ts";
import type { LabState } from "./lab-state.ts";
import { failed, type Ended } from "./lab-watch.ts";

export interface ConnectionParts {
  connection: ChatConnection;
  client: LabClient;
  lab(): LabState;
  /** Cookies were changed here. */
  onCookies(): void;
}

const NOT_BACK: Ended = { phase: "unsure", sentence: "The connection has not come back yet" };

/** Drops the connection as a network does, and says where it came back to. */
export async function blip({ connection }: ConnectionParts): Promise<Ended> {
  if (!connection.isConnected) return failed("You are not connected");
  const { from, to, recovered } = await comeBack(connection, () => connection.drop());
  if (to === null) return NOT_BACK;
  const session = recovered ? "the session was recovered" : "the session was not recovered";
  return {
    phase: "observed",
    sentence: to === from ? `Back on ${to}; ${session}` : `Moved ${from} → ${to}; ${session}`,
  };
}

export function disconnect({ connection }: ConnectionParts): Ended {
  connection.disconnect();
  return { phase: "observed", sentence: "You are disconnected; nothing reaches you until you reconnect" };
}

export function forgetCookie(parts: ConnectionParts): Ended {
  assignCookies(parts, forgetStickinessCookies());
  const left = readStickinessCookies(document.cookie);
  return left.awsalb || left.awsalbcors
    ? failed("The cookie is still there: this page may not change it")
    : { phase: "observed", sentence: `The cookie is gone; ${whatStays(parts)}` };
}

function whatStays({ connection }: ConnectionParts): string {
  return connection.state.getState().transport === "polling"
    ? "your polls may reach any instance now"
    : "your open connection stays where it is";
}

/** Gives me the cookie of another instance, and reconnects. */
export async function moveTo(instance: string, parts: ConnectionParts): Promise<Ended> {
  const { connection, client, lab } = parts;
  const cookies = await client.cookiesOf(instance);
  if (!cookies.ok) return failed(cookies.sentence);
  assignCookies(parts, pinStickinessCookie(cookies.data.AWSALB));
  const { to } = await comeBack(connection, () => (connection.isConnected ? connection.drop() : connection.open()));
  if (to === null) return NOT_BACK;
  if (to === instance) {
    if (connection.state.getState().state === "redis") {
      return { phase: "observed", sentence: `You are on ${instance}, and the room is the same there` };
    }
    const why = "Nobody else moved: those you left cannot see you now, so this is no solution";
    return { phase: "observed", sentence: `You are on ${instance}. ${why}` };
  }
  const why =
    lab().stickiness?.enabled === false
      ? "cookies are not honoured while stickiness is off"
      : "the balancer chose otherwise";
  return failed(`You came to ${to}, not to ${instance}: ${why}`);
}

function assignCookies({ onCookies }: ConnectionParts, cookies: readonly string[]): void {
  // The cookies are the balancer's; the Cookie Store API is not in every browser.
  // oxlint-disable-next-line unicorn/no-document-cookie
  for (const cookie of cookies) document.cookie = cookie;
  onCookies();
}

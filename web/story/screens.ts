import type { PersonMessage, PersonView } from "../../protocol/control/people.ts";
import type { Prospect } from "../lab/prospect.ts";
import type { Row } from "../room/messages/row.ts";

export interface ScreenMessage {
  id: string;
  name: string;
  text: string;
  /** The instance that accepted it. */
  instance: string | null;
  isOwn: boolean;
  /** It was here, and the instance that serves this person now does not have it. */
  isGone: boolean;
}

/** What one person of the story sees, and how this person is connected. */
export interface Screen {
  key: string;
  name: string;
  who: string;
  instance: string | null;
  /** Why there is no instance; null while there is one. */
  trouble: string | null;
  messages: readonly ScreenMessage[];
  /** Cookie and transport, in a line. */
  foot: string;
}

export interface MyScreenView {
  name: string;
  rows: readonly Row[];
  prospect: Prospect;
  isIn: boolean;
  lostSessions: number;
}

export function myScreen({ name, rows, prospect, isIn, lostSessions }: MyScreenView): Screen {
  const { connection, cookie, stickiness } = prospect;
  const isConnected = connection.status === "connected" && isIn;
  const messages = rows.flatMap((row) =>
    row.kind === "message"
      ? [
          {
            id: row.message.id,
            name: row.message.name,
            text: row.message.text,
            instance: row.message.instance,
            isOwn: row.own,
            isGone: row.vanished,
          },
        ]
      : [],
  );
  const trouble = isConnected
    ? null
    : lostSessions > 0
      ? `Session ID unknown, ${lostSessions} ${lostSessions === 1 ? "time" : "times"}`
      : (connection.problem?.sentence ?? "asking for a session …");
  const names =
    cookie.kind === "names"
      ? `cookie names ${cookie.target}${stickiness === false ? ", not honoured" : ""}`
      : cookie.kind === "none"
        ? "no cookie"
        : "cookie";
  const foot = isConnected && connection.transport !== null ? `${names} · ${connection.transport}` : names;
  return {
    key: "me",
    name,
    who: "you, this window",
    instance: isConnected ? connection.instance : null,
    trouble,
    messages,
    foot,
  };
}

/** @param isHeld Whether this person's instance has a message that the screen has shown. */
export function guestScreen(person: PersonView, isHeld: (message: PersonMessage, instance: string) => boolean): Screen {
  const { id, name, state, problem, instance, messages, sharesCookie, transport } = person;
  const at = state === "joined" ? instance : null;
  return {
    key: id,
    name,
    who: sharesCookie ? "your second window" : "another browser",
    instance: at,
    trouble: at === null ? (problem ?? `${state} …`) : null,
    messages: messages.map((message) => ({
      ...message,
      isOwn: message.own,
      isGone: at !== null && !isHeld(message, at),
    })),
    foot: `${sharesCookie ? "shares your cookie" : "cookies of its own"} · ${transport} · simulated`,
  };
}

/** A message as this person's screen shows it. */
export interface PersonMessage {
  id: string;
  name: string;
  text: string;
  /** The instance that accepted it. */
  instance: string;
  /** Milliseconds since 1970, by that instance. */
  at: number;
  /** Said by this person. */
  own: boolean;
}

/** A simulated person: a browser in a process of its own, with somebody before it. */
export interface PersonView {
  /** `person-1`, `person-2`, … in the order of their coming. */
  id: string;
  name: string;
  room: string;
  transport: "default" | "websocket" | "polling";
  keepsCookies: boolean;
  /** One more window of the browser whose cookie was given. */
  sharesCookie: boolean;
  /** `left`: closed its window, and keeps name and cookies; `reload` brings it back. `ended`: its process has died. */
  state: "joining" | "joined" | "disconnected" | "left" | "ended";
  /** Why it is not joined, in words of what happened; null while it is. */
  problem: string | null;
  /** The instance that serves it; null while none does. */
  instance: string | null;
  /** Of the newest join, as the person's instance gave them: the members it sees. */
  members: string[];
  /** The newest that are on its screen, oldest first, at most 50. */
  messages: PersonMessage[];
  /** All that it has received since it came. */
  received: number;
  pid: number | null;
}

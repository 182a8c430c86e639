import type { LabAction, Connection } from "./page-state.ts";

export interface ForecastView {
  connection: Connection;
  hasCookie: boolean;
  /** Null: nobody says (no control API). */
  stickiness: boolean | null;
  state: "memory" | "redis" | null;
  targets: number;
}

/** What will happen when the action runs now: one line, for beside its control, before it is pressed. */
export function labForecast(action: LabAction, view: ForecastView): string {
  const { connection, stickiness, state } = view;
  const me = connection.instance ?? "your instance";
  const isShared = state === "redis";
  const back = isShared
    ? "wherever you land, the room is the same"
    : stickiness === false || !view.hasCookie
      ? "you may land on another instance, which knows another version of the room"
      : `your cookie leads you back to ${me}`;

  switch (action.type) {
    case "set-stickiness":
      return action.enabled
        ? "The next answer sets a cookie; from then on each browser returns to one instance. Open WebSockets stay where they are."
        : "Cookies are not honoured any more: each new request goes to the next instance. Open WebSockets stay where they are.";
    case "set-cookie-duration":
      return `A browser that sends no request for ${duration(action.seconds)} is a new visitor. An open WebSocket sends none.`;
    case "set-algorithm":
      return "Decides where new visitors go; those with a valid cookie go where it says.";
    case "add-instance":
      return "One more instance starts and registers. It gets new visitors only; nobody moves to it.";
    case "kill":
      return action.instance === me
        ? `${action.instance} dies at once (SIGKILL): you move to another instance${isShared ? ", and the room is still there" : ", and what only it knew is gone"}.`
        : `${action.instance} dies at once (SIGKILL)${isShared ? "; its people come back elsewhere" : ": its version of every room dies with it"}. You stay on ${me}.`;
    case "drain":
      return `${action.instance} gets no new visitors; open connections stay until the deregistration delay ends.`;
    case "pause":
      return `${action.instance} stops answering (SIGSTOP) but keeps its connections: as a hung process does.`;
    case "resume":
      return `${action.instance} goes on (SIGCONT) as if no time had passed.`;
    case "restart":
      return `${action.instance} comes back with a new boot id${isShared ? "" : " and an empty memory"}. Nobody is led back to it.`;
    case "move":
      return action.instance === me
        ? `You are on ${action.instance} already.`
        : `Sets your cookie to ${action.instance} and reconnects. You will see ${action.person ?? "what it holds"}, and lose sight of ${me}: one browser is moved, the room stays split.`;
    case "blip":
      return `The connection drops as on a bad network and comes back within a second; ${back}.`;
    case "disconnect":
      return `Ends your session until you reconnect; then ${back}.`;
    case "forget-cookie":
      return "Nothing yet: an open WebSocket stays. At the next reconnect or reload you are a new visitor.";
    case "send-numbered":
      return `Sends ${action.count} messages, one after another, so that anyone can see which ones are missing.`;
  }
}

function duration(seconds: number): string {
  if (seconds % 86_400 === 0) return count(seconds / 86_400, "day");
  if (seconds % 3_600 === 0) return count(seconds / 3_600, "hour");
  if (seconds % 60 === 0) return count(seconds / 60, "minute");
  return count(seconds, "second");
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;

import { nextInstance } from "./next-instance.ts";
import type { Prospect } from "./prospect.ts";
import type { LabAction } from "./lab-action.ts";

/** What decides nothing where a rule leads the room. */
const LEFT_TO_THE_RULE = new Set<LabAction["type"]>([
  "set-stickiness",
  "set-cookie-duration",
  "set-algorithm",
  "move",
  "forget-cookie",
]);

/** What will happen when the action runs now: one line, for beside its control, before it is pressed. */
export function labForecast(action: LabAction, view: Prospect): string {
  const { connection, stickiness, state, byRoom } = view;
  const me = connection.instance ?? "your instance";
  const isShared = state === "redis";
  const { to, because } = nextInstance(view);
  const back = isShared
    ? "the room is the same wherever you land"
    : {
        back: because,
        named: `${because}, which has another version of the room`,
        another: `on another instance, with another version of the room; ${because}`,
        any: "perhaps on another instance, with another version of the room",
        unknown: `perhaps on ${me}, if your cookie is honoured`,
      }[to];

  if (byRoom && LEFT_TO_THE_RULE.has(action.type))
    return `A rule leads #${byRoom.room} to ${byRoom.target}, cookie or not.`;
  switch (action.type) {
    case "set-stickiness":
      return action.enabled
        ? `From then on each browser returns to the instance that its cookie names${namedElsewhere(view)}. Open WebSockets stay where they are.`
        : "Cookies are not honoured: each new request goes to the next instance. Open WebSockets stay where they are.";
    case "set-cookie-duration":
      return `No request for ${duration(action.seconds)}, and you are a new visitor. An open WebSocket makes none.`;
    case "set-algorithm":
      return "Where visitors without a valid cookie go.";
    case "set-room-affinity":
      return action.enabled
        ? `Rules on ?room= lead all of a room to one instance, without a cookie; open connections stay until they end. The price: a room is as big as one instance, you are in one room at a time and reconnect for another, a room moves when its instance fails${isShared ? "" : " and loses what it held"}, and the rules count towards the 100 of a load balancer.`
        : "Cookies and the algorithm decide again. Open WebSockets stay where they are.";
    case "set-state":
      return action.state === "redis"
        ? "All instances restart and keep every room in one Redis: one room for everybody. What they hold now is gone."
        : "All instances restart, each with rooms of its own again. What Redis holds is gone.";
    case "redis-kill":
      return "Redis dies at once (SIGKILL): no instance can keep or pass on anything until it is back.";
    case "redis-pause":
      return "Redis hangs (SIGSTOP): what is sent meanwhile may or may not be accepted.";
    case "redis-resume":
      return "Redis goes on (SIGCONT).";
    case "redis-restart":
      return "Redis comes back with everything that was accepted; people join again by themselves.";
    case "reset":
      return "Stickiness on for a day, round_robin, rooms in each instance; every instance restarts and forgets its rooms.";
    case "add-instance":
      return byRoom
        ? "No room is led to it while those that have them serve."
        : "It gets new visitors only; nobody moves to it.";
    case "kill":
      if (action.instance !== me) {
        return `Dies at once (SIGKILL)${isShared ? "; its people come back elsewhere" : ", and its version of every room with it"}.`;
      }
      return `Dies at once (SIGKILL): you move, and ${isShared ? "the room is still there" : "what only it knew is gone"}.`;
    case "drain":
      return "No new visitors; open connections stay until the deregistration delay ends.";
    case "pause":
      return "Stops answering (SIGSTOP) but keeps its connections, as a hung process does.";
    case "resume":
      return "Goes on (SIGCONT) as if no time had passed.";
    case "restart":
      return `Comes back with a new boot id${isShared ? "" : " and an empty memory"}. Nobody is led back to it.`;
    case "remove":
      return "Its process has ended: the lab forgets it, and shows it no more.";
    case "move":
      return action.instance === me
        ? "You are here already."
        : isShared
          ? `Sets your cookie to ${action.instance} and reconnects: the room is the same there.`
          : `Sets your cookie to ${action.instance} and reconnects: you see ${action.person ?? "what it holds"}, and lose sight of ${me}.`;
    case "blip":
      return `It drops, and comes back within a second: ${back}.`;
    case "disconnect":
      return "Ends the session until you reconnect.";
    case "forget-cookie":
      return connection.transport === "polling" && stickiness !== false
        ? `Your next poll carries none, and may reach any instance: only ${me} knows your session.`
        : "Nothing yet; at the next reconnect you are a new visitor.";
    case "send-numbered":
      return "One after another, so that anyone sees which ones are missing.";
  }
}

function namedElsewhere({ cookie, connection }: Prospect): string {
  if (cookie.kind !== "names" || cookie.target === connection.instance) return "";
  return `; yours still names ${cookie.target}`;
}

function duration(seconds: number): string {
  if (seconds % 86_400 === 0) return count(seconds / 86_400, "day");
  if (seconds % 3_600 === 0) return count(seconds / 3_600, "hour");
  if (seconds % 60 === 0) return count(seconds / 60, "minute");
  return count(seconds, "second");
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;

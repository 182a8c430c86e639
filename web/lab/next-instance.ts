import type { Prospect } from "./prospect.ts";

/**
 * Where my next request leads: `any` instance; `back` to the one that serves me; to the one that the cookie or the rule names
 * (`named`); to one that it does not name (`another`); `unknown`: there is a cookie, and nobody here can open it.
 */
export interface NextInstance {
  to: "any" | "back" | "named" | "another" | "unknown";
  /** Why, as a clause: "your cookie names chat-3". */
  because: string;
}

const clock = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hour12: false,
});

/** The one place that says where a rule or a cookie leads; what it says is never more than what is known. */
export function nextInstance({
  connection: { instance },
  stickiness,
  cookie,
  byRoom,
  mine,
}: Omit<Prospect, "state">): NextInstance {
  if (byRoom) {
    const { room, target } = byRoom;
    return { to: target === instance ? "back" : "named", because: `a rule leads #${room} to ${target}` };
  }
  if (stickiness === false) return { to: "any", because: "stickiness is off" };
  switch (cookie.kind) {
    case "none":
      return { to: "any", because: "you hold no stickiness cookie" };
    case "expired":
      return { to: "any", because: `your cookie expired at ${clock.format(cookie.at)}` };
    case "foreign":
      return { to: "any", because: "this balancer cannot read your cookie" };
    case "held":
      return mine === "serving"
        ? { to: "unknown", because: "you hold a cookie, and where it leads is not known here" }
        : { to: "another", because: `${instance} takes no new requests` };
    case "names": {
      const { target, isUsable } = cookie;
      if (!isUsable) return { to: "another", because: `your cookie names ${target}, which takes no new requests` };
      if (target === instance) return { to: "back", because: `your cookie leads back to ${target}` };
      return { to: "named", because: `your cookie names ${target}` };
    }
  }
}

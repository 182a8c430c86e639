import type { LabAction } from "./lab-action.ts";
import type { LabClient } from "./lab-client.ts";
import type { Watched } from "./lab-watch.ts";

export type BalancerAction = Extract<
  LabAction,
  { type: "set-stickiness" | "set-cookie-duration" | "set-algorithm" | "set-room-affinity" }
>;

/** An attribute of the target group, or the rules of the listeners: what is asked for, and how it is seen. */
export function watchBalancer(action: BalancerAction, client: LabClient): Watched {
  switch (action.type) {
    case "set-stickiness": {
      const word = action.enabled ? "on" : "off";
      return {
        request: client.patch({ "stickiness.enabled": String(action.enabled) }),
        holds: (now) => now.stickiness?.enabled === action.enabled,
        seen: `Stickiness is ${word}`,
        unseen: `Stickiness was not seen ${word}`,
      };
    }
    case "set-cookie-duration":
      return {
        request: client.patch({ "stickiness.lb_cookie.duration_seconds": String(action.seconds) }),
        holds: (now) => now.stickiness?.durationSeconds === action.seconds,
        seen: `The cookie lasts ${action.seconds} s`,
        unseen: "The duration was not seen to change",
      };
    case "set-room-affinity":
      return {
        request: client.leadRooms(action.enabled),
        holds: (now) => (now.roomAffinity !== null) === action.enabled,
        seen: action.enabled ? "Rules lead each room to one instance" : "Rules do not look at rooms any more",
        unseen: "The rules were not seen to change",
      };
    case "set-algorithm":
      return {
        request: client.patch({ "load_balancing.algorithm.type": action.algorithm }),
        holds: (now) => now.algorithm === action.algorithm,
        seen: `The algorithm is ${action.algorithm}`,
        unseen: "The algorithm was not seen to change",
      };
  }
}

import type { ReactNode } from "react";
import { Popover } from "./Popover.tsx";
import "./Term.css";

/** The words that this page cannot do without. */
const TERMS = {
  instance:
    "One running copy of the chat server. It keeps rooms in its own memory, unless all of them share one store.",
  "load balancer": "It takes every request and chooses the instance that answers it.",
  stickiness:
    "While it is on, the load balancer sends a browser to the instance that its cookie names. An open WebSocket stays where it is, with stickiness or without.",
  cookie:
    "AWSALB, set by the load balancer: it names an instance, and goes with each request of this browser. Other browsers have their own. Its copy for pages of other sites, AWSALBCORS, is refused by browsers unless it is Secure, so over HTTPS only.",
  session:
    "By it an instance knows which requests belong together. Only the instance that made it knows it: any other answers Session ID unknown.",
  "shared state": "All instances keep rooms, members and history in one store, Redis, instead of each in its memory.",
} as const;

/** A word that is explained when it is pointed at, or pressed. */
export function Term({ word, children }: { word: keyof typeof TERMS; children: ReactNode }) {
  return (
    <span title={TERMS[word]}>
      <Popover label={word} className="term" button={children}>
        <span className="term-text">{TERMS[word]}</span>
      </Popover>
    </span>
  );
}

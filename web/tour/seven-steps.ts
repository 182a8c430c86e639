/** The seven steps, in their order: the tour on the page, the list in the README and docs/tour.md are these. */
export const SEVEN_STEPS = [
  { id: "talk", title: "Talk", ask: "Say something" },
  {
    id: "second-window",
    title: "A second window",
    ask: "Open this page in a second window of this browser",
  },
  {
    id: "another-browser",
    title: "Another browser",
    ask: "Open it in another browser, or a private window, and join this room",
  },
  {
    id: "off-and-reload",
    title: "Stickiness off, and reload",
    ask: "Switch stickiness off, then reload until you move",
  },
  {
    id: "default-transports",
    title: "Default transports without stickiness",
    ask: "With stickiness off, choose the default transport: polling, then upgrade",
  },
  {
    id: "kill",
    title: "Kill an instance",
    ask: "Switch stickiness on again, and kill an instance that somebody is on",
  },
  { id: "shared-state", title: "Shared state", ask: "Switch shared state on" },
] as const;

export type StepId = (typeof SEVEN_STEPS)[number]["id"];

/** What all of it was for. */
export const LESSON = "Stickiness brought you back; only shared state brought you together.";

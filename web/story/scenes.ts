import type { StepId } from "../tour/seven-steps.ts";

export interface Scene {
  /** What happens in it, as a question that what was observed answers: at most twelve words. */
  caption: string;
  /** What the button to it says. */
  next: string;
  /** Whether what it shows is a loss. */
  tone: "good" | "bad";
}

/** The seven steps as scenes; a caption claims nothing. */
export const SCENES: Record<StepId, Scene> = {
  talk: { caption: "You say something. Which instance has it?", next: "say something", tone: "good" },
  "second-window": {
    caption: "A second window of your browser. Does it see you?",
    next: "a second window",
    tone: "good",
  },
  "another-browser": {
    caption: "Another browser joins the same room. Does it see you?",
    next: "another browser",
    tone: "bad",
  },
  "off-and-reload": {
    caption: "Stickiness off, and you reload. Is your history still there?",
    next: "stickiness off",
    tone: "bad",
  },
  "default-transports": {
    caption: "Stickiness off, default transports. Does a session come up?",
    next: "default transports",
    tone: "bad",
  },
  kill: {
    caption: "Stickiness on again, and your instance is killed. What is left?",
    next: "kill an instance",
    tone: "bad",
  },
  "shared-state": {
    caption: "Shared state on. Do two browsers on two instances meet?",
    next: "shared state",
    tone: "good",
  },
};

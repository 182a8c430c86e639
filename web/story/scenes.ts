import type { StepId } from "../tour/seven-steps.ts";

export interface Scene {
  /** What happens in it, as a question that what was observed answers: at most twelve words. */
  caption: string;
  /** What the button to it says. */
  next: string;
  /** Whether what it shows is a loss. */
  tone: "good" | "bad";
  /** What somebody had and has no more is shown, struck through. */
  showsGone?: true;
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
    caption: "Reload with stickiness, then without: is your history there?",
    next: "reload",
    tone: "bad",
    showsGone: true,
  },
  "default-transports": {
    caption: "Default transports, with stickiness and without: a session?",
    next: "default transports",
    tone: "bad",
  },
  kill: {
    caption: "Stickiness on, and your instance is killed. What is left?",
    next: "kill an instance",
    tone: "bad",
    showsGone: true,
  },
  "shared-state": {
    caption: "Shared state on. Do two browsers on two instances meet?",
    next: "shared state",
    tone: "good",
  },
};

export interface TourState {
  dismissed: boolean;
  steps: readonly TourStep[];
  /** Windows of this browser that have this page open, this one included. */
  windows: readonly BrowserWindow[];
}

export interface TourStep {
  id: "second-window" | "other-browser" | "stickiness-off";
  done: boolean;
  /** What to do, or once done, what is observed. */
  sentence: string;
  /** Once done: what was observed, when it is so no longer. */
  past?: string;
}

export interface BrowserWindow {
  id: string;
  isThis: boolean;
  name: string;
  room: string;
  instance: string | null;
}

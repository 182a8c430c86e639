import path from "node:path";

/** Steps of the tour, in its order, and what else is worth seeing. Each is one picture in light and one in dark. */
export const SCENES = [
  "open",
  "second-window",
  "other-browser",
  "switch-off",
  "reload",
  "drop",
  "no-session",
  "kill",
  "shared-state",
  "experiment",
  "phone",
] as const;

export type SceneName = (typeof SCENES)[number];

/** What stands beside the page; each is one picture. */
export const TOOL_PICTURES = [
  "attributes",
  "tests",
  "logs",
  "dashboard",
  "devtools-messages",
  "devtools-timing",
] as const;

export type ToolPicture = (typeof TOOL_PICTURES)[number];

export function toolPictureFile(picture: ToolPicture): string {
  return `${picture}.png`;
}

export const SCHEMES = ["light", "dark"] as const;

/** Where the pictures of the documentation are. */
export const PICTURES_FOLDER = path.resolve(import.meta.dirname, "../../docs/images");

/** Beside the pictures: what they show, as `{ "page": pageDigest() }`. */
export const STAMP_FILE = "made-from.json";

export function pictureFile(scene: SceneName, scheme: (typeof SCHEMES)[number]): string {
  return `${scene}-${scheme}.png`;
}

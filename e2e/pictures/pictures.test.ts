import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { picturesCommand } from "./options.ts";
import { pageDigest, picturesAreStale } from "./page-digest.ts";
import {
  pictureFile,
  PICTURES_FOLDER,
  SCENES,
  SCHEMES,
  STAMP_FILE,
  TOOL_PICTURES,
  toolPictureFile,
} from "./picture-files.ts";

const MOST_BYTES = 2_500_000;
const files = [
  ...SCENES.flatMap((scene) => SCHEMES.map((scheme) => pictureFile(scene, scheme))),
  ...TOOL_PICTURES.map(toolPictureFile),
];

test("what the pictures show is written beside them, for npm test to warn when the page has changed since", () => {
  const stamp = JSON.parse(readFileSync(path.join(PICTURES_FOLDER, STAMP_FILE), "utf8")) as { page: string };
  expect(stamp.page).toMatch(/^[0-9a-f]{64}$/);
  expect(picturesAreStale()).toBe(stamp.page !== pageDigest());
});

test("each step of the tour has its picture in light and in dark, each tool one, and nothing else lies there", () => {
  expect(
    readdirSync(PICTURES_FOLDER)
      .filter((file) => file.endsWith(".png"))
      .sort(),
  ).toEqual(files.toSorted());
});

test("all pictures together stay small", () => {
  const bytes = files.reduce((sum, file) => sum + statSync(path.join(PICTURES_FOLDER, file)).size, 0);
  expect(bytes).toBeLessThan(MOST_BYTES);
});

test("the command line is read, and what is unknown is refused with a sentence", () => {
  expect(picturesCommand.read([])).toEqual({ out: PICTURES_FOLDER, only: null });
  expect(picturesCommand.read(["--out", "elsewhere", "--only", "tools"])).toEqual({ out: "elsewhere", only: "tools" });
  expect(() => picturesCommand.read(["--only", "x"])).toThrow("--only");
  expect(() => picturesCommand.read(["--nope"])).toThrow("--nope is not known; npm run pictures -- --help lists");
  expect(() => picturesCommand.read(["light"])).toThrow("npm run pictures -- --help lists the options");
});

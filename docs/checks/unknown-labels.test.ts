import { expect, it } from "vitest";
import { parsePage } from "./page.ts";
import { unknownLabels } from "./unknown-labels.ts";

const source = 'label: `Kill ${instance}` <button>Drop my connection</button> aria-label="Stickiness"';
const unknown = (text: string) => unknownLabels(parsePage("docs/tour.md", text), source);

it.each(["**Kil chat-2**", "**Kill it**", "**Drop my connections**", "**stickiness**", "- press **Move me here**"])(
  "complains about %s",
  (text) => {
    expect(unknown(text)).toEqual([expect.stringMatching(/^docs\/tour\.md:1: nothing in the chat's page is called /)]);
  },
);

it("knows the page's own words, for any instance", () => {
  expect(unknown("Press **Kill chat-3**, **Drop my connection** or **Stickiness**, and *nothing* else.")).toEqual([]);
});

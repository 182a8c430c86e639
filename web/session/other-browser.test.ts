import { expect, test } from "vitest";
import { otherBrowserUrl } from "./other-browser.ts";

test.each<[href: string, taken: string[], is: string | null]>([
  ["http://localhost:8000/?room=x&scene=3#a", ["Ada"], "http://127.0.0.1:8000/?room=ops+1&name=Di"],
  ["http://127.0.0.1:8000/", ["Ada", "di", "Ed"], "http://localhost:8000/?room=ops+1&name=Flo"],
  ["https://localhost:8443/", [], "https://127.0.0.1:8443/?room=ops+1&name=Di"],
  ["http://chat.example/", [], null],
])("%s, with %j there", (href, taken, is) => {
  expect(otherBrowserUrl(href, "ops 1", taken)).toBe(is);
});

import type { Page } from "@playwright/test";

/** What is wider than its place and shown nevertheless, and what has to be scrolled sideways: elements by class. */
export function spilling(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("body, body *")].flatMap((element) => {
      const { clientWidth, scrollWidth } = element;
      const { overflowX, display } = getComputedStyle(element);
      // What only screen readers are told is one pixel wide.
      const isSeen = clientWidth > 1 && display !== "inline" && !isWithin(element, 1);
      const isMeant = overflowX === "hidden" || element.matches(".path-instances");
      return isSeen && !isMeant && scrollWidth > clientWidth + 1
        ? [`${element.className || element.tagName}: ${scrollWidth} in ${clientWidth}`]
        : [];

      function isWithin(inner: HTMLElement, width: number): boolean {
        for (let outer = inner.parentElement; outer; outer = outer.parentElement) {
          if (outer.clientWidth > 0 && outer.clientWidth <= width) return true;
        }
        return false;
      }
    }),
  );
}

import type { Page } from "@playwright/test";

/** Buttons in sight that show nothing, neither a word nor a drawing: their text or class. */
export function blankButtons(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("button, a.button")].flatMap((button) => {
      const isWord = (node: Node) =>
        node.nodeType === Node.TEXT_NODE &&
        node.textContent?.trim() !== "" &&
        parseFloat(getComputedStyle(node.parentElement!).fontSize) > 0 &&
        node.parentElement!.checkVisibility();
      const walker = document.createTreeWalker(button, NodeFilter.SHOW_ALL);
      for (let node: Node | null = walker.currentNode; node; node = walker.nextNode()) {
        if (isWord(node) || (node instanceof SVGElement && node.checkVisibility())) return [];
      }
      // A switch is drawn by its style.
      const isDrawn = button.matches("[role=switch]");
      return button.checkVisibility() && !isDrawn ? [button.textContent || button.className] : [];
    }),
  );
}

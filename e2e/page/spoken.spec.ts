import { expect, test } from "../fixtures.ts";
import { onDifferentInstances } from "../on-different-instances.ts";

test("what is read aloud: each story once, not each second", async ({ lab, enter }) => {
  const [ada, bo] = await onDifferentInstances(lab, enter, ["Ada", "Bo"]);
  await expect(ada.verdict).toContainText("is split");
  await ada.page.evaluate(() => {
    const spoken: string[] = [];
    (window as unknown as { spoken: string[] }).spoken = spoken;
    const regions = [...document.querySelectorAll("[role=status], [aria-live=polite], [role=alert]")].filter(
      (region) => region.getAttribute("aria-live") !== "off",
    );
    const observer = new MutationObserver((changes) => {
      for (const { target } of changes) {
        const region = regions.find((one) => one.contains(target));
        spoken.push(region?.textContent ?? "");
      }
    });
    for (const region of regions) observer.observe(region, { childList: true, characterData: true, subtree: true });
  });
  // The split gets longer and longer, and its ages change each second.
  for (const text of ["one", "two", "three"]) await bo.say(text);
  await expect(ada.unheard).toContainText("3 messages you cannot see");
  const spoken = await ada.page.evaluate(() => (window as unknown as { spoken: string[] }).spoken);
  // An announcement that goes away says nothing.
  expect(spoken.filter((words) => words !== "")).toEqual([]);
  // What a new message says is in a log, which is read as it grows.
  await expect(ada.page.getByRole("log", { name: "Messages" })).toHaveAttribute("aria-relevant", "additions");
});

test("who wants less motion gets none", async ({ lab, enter }) => {
  const ada = await enter(lab, "Ada", { browser: { reducedMotion: "reduce" } });
  const longest = await ada.page.evaluate(() =>
    [...document.querySelectorAll("*")].reduce((most, element) => {
      const { transitionDuration, animationDuration } = getComputedStyle(element);
      const seconds = `${transitionDuration}, ${animationDuration}`.split(", ").map((time) => parseFloat(time));
      return Math.max(most, ...seconds);
    }, 0),
  );
  expect(longest).toBeLessThan(0.001);
});

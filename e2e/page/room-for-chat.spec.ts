import { expect, test } from "../fixtures.ts";
import { onDifferentInstances } from "../on-different-instances.ts";

const FINGER = 44;

test("the chat has room: most of the screen is messages, and the strip at the foot is low, with a split in sight", async ({
  lab,
  enter,
}) => {
  const [ada, bo] = await onDifferentInstances(lab, enter, ["Ada", "Bo"]);
  await bo.say("where are you?");
  await expect(ada.unheard).toBeVisible();
  for (const [width, height, least] of [
    [1366, 768, 0.45],
    [1024, 768, 0.4],
  ] as const) {
    await ada.page.setViewportSize({ width, height });
    const list = (await ada.page.getByRole("log").boundingBox())!;
    const strip = (await ada.page.getByRole("region", { name: "The path of your requests" }).boundingBox())!;
    expect(list.height / height, `at ${width} px`).toBeGreaterThanOrEqual(least);
    expect(strip.height).toBeLessThanOrEqual(64);
    // With three instances nothing of the path is cut off.
    for (const instance of ["chat-1", "chat-2", "chat-3"]) {
      await expect(ada.card(instance)).toBeInViewport({ ratio: 1 });
    }
  }
});

test("that the control API no longer answers is said on a narrow screen as well", async ({ startLab, enter }) => {
  const lab = await startLab();
  const ada = await enter(lab, "Ada", { browser: { viewport: { width: 1024, height: 768 } } });
  await expect(ada.stickiness).toBeChecked();
  await ada.page.route(`${lab.controlUrl}/state`, (route) => route.abort());
  lab.balancer.modifyTargetGroupAttributes({ "stickiness.enabled": "false" });
  await expect(ada.page.locator(".path-balancer strong")).toContainText("was on");
  await expect(ada.page.locator(".path-lost")).toBeInViewport({ ratio: 1 });
});

for (const { width, height } of [
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
]) {
  test(`what is pressed by a finger is ${FINGER} px wide and high (${width} px)`, async ({ startLab, enter }) => {
    const lab = await startLab();
    const ada = await enter(lab, "Ada", { browser: { viewport: { width, height }, hasTouch: true, isMobile: true } });
    await ada.say("from a finger");
    await expect(ada.verdict).toContainText("alone");
    const small = await ada.page.evaluate((finger) => {
      const area = (element: Element) => {
        const { width, height } = element.getBoundingClientRect();
        const { content, inset } = getComputedStyle(element, "::before");
        if (content === "none" || content === "normal") return { width, height };
        const [top = 0, right = 0, bottom = top, left = right] = inset.split(" ").map(Number.parseFloat);
        return { width: width - left - right, height: height - top - bottom };
      };
      return (
        [...document.querySelectorAll("button, a[href], input, select, textarea")]
          // What stands in a line of text is as high as the line.
          .filter((element) => element.checkVisibility() && getComputedStyle(element).display !== "inline")
          .map((element) => ({ name: element.getAttribute("aria-label") ?? element.textContent, ...area(element) }))
          .filter(({ width, height }) => width > 1 && (width < finger || height < finger))
      );
    }, FINGER);
    expect(small).toEqual([]);
  });
}

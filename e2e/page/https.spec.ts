import { expect, test } from "../fixtures.ts";

test("the page by HTTPS and HTTP/2 drives the lab; its cookies are Secure, its chat is a wss: WebSocket", async ({
  startLab,
  enter,
}) => {
  const lab = await startLab({ instances: 2, https: { port: 0, files: null } });
  const { url } = lab.https!;
  const sockets: string[] = [];
  const ada = await enter({ url }, "Ada", {
    browser: { ignoreHTTPSErrors: true },
    before: async (page) => page.on("websocket", (socket) => sockets.push(socket.url())),
  });
  const protocol = () => (performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming).nextHopProtocol;
  expect(await ada.page.evaluate(protocol)).toBe("h2");
  expect(lab.balancer.accessLog().some((line) => line.startsWith("h2 "))).toBe(true);
  await expect.poll(() => sockets.some((one) => one.startsWith(url.replace("https:", "wss:")))).toBe(true);

  const cookies = await ada.page.context().cookies(url);
  expect(cookies.filter(({ name }) => name.startsWith("AWSALB")).map(({ name, secure }) => [name, secure])).toEqual([
    ["AWSALB", false],
    ["AWSALBCORS", true],
  ]);

  await ada.stickiness.click();
  await expect.poll(() => lab.balancer.state().targetGroup.attributes["stickiness.enabled"]).toBe("false");
  await expect(ada.stickiness).not.toBeChecked();

  // By HTTP nothing replaces the Secure AWSALBCORS, which Chromium sends to localhost all the same, and which wins.
  await ada.open(lab.url);
  await ada.isIn();
  await expect.poll(async () => (await ada.page.context().cookies(url)).map(({ name }) => name)).toEqual(["AWSALB"]);
  await expect.poll(() => lab.balancer.accessLog().some((line) => line.startsWith("wss "))).toBe(true);
});

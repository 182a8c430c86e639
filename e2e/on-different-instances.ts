import type { EnterOptions } from "./fixtures.ts";
import type { RoomPage } from "./room-page.ts";

type Enter = (lab: { url: string }, name: string, options?: EnterOptions) => Promise<RoomPage>;

/**
 * Two people in browsers of their own whom the balancer pinned to different instances. Where chance put them together,
 * the second one comes back as another new browser: round robin cannot give the same instance for ever.
 */
export async function onDifferentInstances(
  lab: { url: string },
  enter: Enter,
  [first, second]: readonly [string, string],
): Promise<[RoomPage, RoomPage]> {
  const one = await enter(lab, first);
  for (let tries = 0; tries < 10; tries += 1) {
    const other = await enter(lab, second);
    if ((await other.instance()) !== (await one.instance())) return [one, other];
    await other.page.context().close();
  }
  throw new Error("ten new browsers were all given the same instance");
}

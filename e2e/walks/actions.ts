import type { LabTruth } from "./truth.ts";
import type { Random } from "./random.ts";
import { isIn, loads, type WalkWindow, type World } from "./world.ts";

/** One thing that somebody does: to a window, to a browser's network, or to the lab. */
export interface Step {
  words: string;
  run(): Promise<unknown>;
}

interface Kind {
  weight: number;
  /** Null: it is not possible now. */
  plan(world: World, random: Random, lab: LabTruth): Step | null;
}

const MOST_BROWSERS = 3;
const MOST_WINDOWS = 2;
const FEWEST_LIVING = 2;
const MOST_INSTANCES = 4;
const WAIT_MS = 3_000;
let said = 0;

const answered = (world: World) => world.windows.filter(({ browser }) => browser.cutSince === null);
const served = (world: World) =>
  answered(world).filter(({ wire, isDisconnected }) => wire.home !== null && !isDisconnected);
const oneOf = <T>(random: Random, among: readonly T[], plan: (one: T) => Step): Step | null =>
  among.length === 0 ? null : plan(random.pick(among));

/** What somebody does in a window, who looks at it meanwhile: one in the background draws itself twice a second. */
const inWindow = (random: Random, among: readonly WalkWindow[], plan: (one: WalkWindow) => Step): Step | null =>
  oneOf(random, among, (window) => {
    const { words, run } = plan(window);
    return {
      words,
      run: async () => {
        await window.page.bringToFront();
        await run();
      },
    };
  });

const inProcess = ({ state }: LabTruth, ...states: string[]) =>
  state.targets.filter(({ process }) => states.includes(process?.state ?? "")).map(({ id }) => id);
const serving = ({ state }: LabTruth) =>
  state.targets
    .filter(({ health, process }) => health.state === "healthy" && process?.state === "running")
    .map(({ id }) => id);
const spare = (lab: LabTruth) => (serving(lab).length > FEWEST_LIVING ? serving(lab) : []);

const pressIn = (window: WalkWindow, name: string | RegExp) =>
  window.page.getByRole("button", { name, exact: true }).first().click();

const KINDS: readonly Kind[] = [
  {
    weight: 3,
    plan: (world, random) =>
      world.browsers.length >= MOST_BROWSERS
        ? null
        : {
            words: "another browser comes",
            run: async () =>
              world.openWindow(await world.openBrowser(), {
                transport: random.pick(["auto", "auto", "auto", "default", "polling"] as const),
              }),
          },
  },
  {
    weight: 2,
    plan: (world, random) =>
      oneOf(
        random,
        world.browsers.filter(({ windows, cutSince }) => windows.length < MOST_WINDOWS && cutSince === null),
        (browser) => {
          const isSame = random.below(3) === 0;
          return {
            words: `${browser.label} opens another window${isSame ? " under the same name" : ""}`,
            run: () =>
              world.openWindow(browser, {
                transport: "auto",
                ...(isSame && browser.windows[0] ? { name: browser.windows[0].name } : {}),
              }),
          };
        },
      ),
  },
  {
    weight: 2,
    plan: (world, random) =>
      world.windows.length < 2
        ? null
        : oneOf(random, world.windows, (window) => ({
            words: `${window.label} is closed`,
            run: () => world.closeWindow(window),
          })),
  },
  {
    weight: 1,
    plan: (world, random) =>
      world.browsers.length < 2
        ? null
        : oneOf(random, world.browsers, (browser) => ({
            words: `${browser.label} is closed`,
            run: () => world.closeBrowser(browser),
          })),
  },
  {
    weight: 7,
    plan: (world, random) =>
      inWindow(random, served(world), (window) => {
        const text = `line ${++said}`;
        return {
          words: `${window.label} says "${text}" in #${window.rooms[0]}`,
          run: async () => {
            const input = window.page.getByRole("textbox", { name: `Message #${window.rooms[0]}`, exact: true });
            await input.fill(text);
            await input.press("Enter");
          },
        };
      }),
  },
  {
    weight: 4,
    plan: (world, random) =>
      inWindow(random, answered(world), (window) => ({
        words: `${window.label} is reloaded`,
        run: async () => {
          window.isDisconnected = false;
          await loads(world, window, () => window.page.reload({ timeout: 15_000 }));
          await isIn(window);
        },
      })),
  },
  {
    weight: 4,
    plan: (world, random) =>
      inWindow(random, served(world), (window) => ({
        words: `${window.label} drops its connection`,
        run: () => pressIn(window, "Drop my connection"),
      })),
  },
  {
    weight: 5,
    plan: (world, random, { state }) => {
      const enabled = state.targetGroup.attributes["stickiness.enabled"] !== "true";
      const words = `stickiness ${enabled ? "on" : "off"}`;
      const [window] = served(world);
      if (!window || random.below(2) === 0) {
        const attributes = { "stickiness.enabled": String(enabled) };
        return { words, run: () => world.lab.send("PATCH", "/target-group/attributes", attributes) };
      }
      return {
        words: `${words}, by the switch of ${window.label}`,
        run: async () => {
          await window.page.bringToFront();
          await window.page.getByRole("switch", { name: "Stickiness" }).click();
        },
      };
    },
  },
  {
    weight: 1,
    plan: (world, random) => {
      const seconds = random.pick([2, 86_400, 86_400]);
      return {
        words: `cookies last ${seconds} s`,
        run: () =>
          world.lab.send("PATCH", "/target-group/attributes", {
            "stickiness.lb_cookie.duration_seconds": String(seconds),
          }),
      };
    },
  },
  {
    weight: 1,
    plan: (world, _, { state }) => {
      if (state.lab.obstacle !== null) return null;
      const next = state.lab.state === "redis" ? "memory" : "redis";
      return { words: `rooms live in ${next}`, run: () => world.lab.send("PATCH", "/lab", { state: next }) };
    },
  },
  ...(["kill", "pause", "deregister"] as const).map((what): Kind => ({
    weight: what === "kill" ? 2 : 1,
    plan: (world, random, lab) =>
      oneOf(random, spare(lab), (id) => ({
        words: `${id}: ${what}`,
        run: () => world.lab.send("POST", `/targets/${id}/${what}`),
      })),
  })),
  {
    weight: 3,
    plan: (world, random, lab) =>
      oneOf(random, inProcess(lab, "exited", "stopped"), (id) => ({
        words: `${id}: restart`,
        run: () => world.lab.send("POST", `/targets/${id}/restart`),
      })),
  },
  {
    weight: 1,
    plan: (world, random, lab) =>
      oneOf(random, serving(lab), (id) => ({
        words: `${id}: restart`,
        run: () => world.lab.send("POST", `/targets/${id}/restart`),
      })),
  },
  {
    weight: 3,
    plan: (world, random, lab) =>
      oneOf(random, inProcess(lab, "paused"), (id) => ({
        words: `${id}: resume`,
        run: () => world.lab.send("POST", `/targets/${id}/resume`),
      })),
  },
  {
    weight: 1,
    plan: (world, _, { state }) =>
      state.targets.length >= MOST_INSTANCES
        ? null
        : { words: "one more instance", run: () => world.lab.send("POST", "/targets") },
  },
  {
    weight: 2,
    plan: (world, random) =>
      oneOf(
        random,
        world.browsers.filter(({ cutSince }) => cutSince === null),
        (browser) => {
          const isOffline = random.below(2) === 0;
          return {
            words: `${browser.label}: ${isOffline ? "goes offline" : "its network is cut"}`,
            run: async () => {
              if (isOffline) await browser.context.setOffline(true);
              else browser.network.cut();
              browser.isOffline = isOffline;
              browser.cutSince = Date.now();
            },
          };
        },
      ),
  },
  {
    weight: 5,
    plan: (world, random) =>
      oneOf(
        random,
        world.browsers.filter(({ cutSince }) => cutSince !== null),
        (browser) => {
          const isBroken = !browser.isOffline && random.below(2) === 0;
          return {
            words: `${browser.label}: the network is back${isBroken ? ", its connections are broken" : ""}`,
            run: async () => {
              if (browser.isOffline) await browser.context.setOffline(false);
              else if (isBroken) browser.network.breakConnections();
              else browser.network.mend();
              browser.cutSince = null;
            },
          };
        },
      ),
  },
  {
    weight: 2,
    plan: (world, random) =>
      inWindow(
        random,
        served(world).filter(({ rooms }) => rooms.length === 1),
        (window) => ({
          words: `${window.label} joins another room`,
          run: async () => {
            const next = window.rooms[0] === world.room ? world.otherRoom : world.room;
            const field = window.page.getByRole("textbox", { name: "Room to join" });
            await field.fill(next);
            await field.press("Enter");
            window.rooms.unshift(next);
          },
        }),
      ),
  },
  {
    weight: 3,
    plan: (world, random) =>
      inWindow(
        random,
        served(world).filter(({ rooms }) => rooms.length > 1),
        (window) => {
          const [, other] = window.rooms;
          if (random.below(2) === 0) {
            return {
              words: `${window.label} leaves #${other}`,
              run: async () => {
                await pressIn(window, `Leave #${other}`);
                window.rooms = [window.rooms[0]!];
                window.wire.forget(other!);
              },
            };
          }
          return {
            words: `${window.label} looks at #${other}`,
            run: async () => {
              await window.page.locator(".room-name", { hasText: new RegExp(`^#${other}$`) }).click();
              window.rooms.reverse();
            },
          };
        },
      ),
  },
  {
    weight: 1,
    plan: (world, random) =>
      inWindow(random, served(world), (window) => ({
        words: `${window.label} disconnects`,
        run: async () => {
          await inLab(window, () => pressIn(window, "Disconnect"));
          window.isDisconnected = true;
        },
      })),
  },
  {
    weight: 4,
    plan: (world, random) =>
      inWindow(
        random,
        answered(world).filter(({ isDisconnected }) => isDisconnected),
        (window) => ({
          words: `${window.label} reconnects`,
          run: async () => {
            await pressIn(window, "Reconnect");
            window.isDisconnected = false;
          },
        }),
      ),
  },
  {
    weight: 1,
    plan: (world, random) =>
      inWindow(random, served(world), (window) => ({
        words: `${window.label} forgets its cookie`,
        run: () => inLab(window, () => pressIn(window, "Forget my cookie")),
      })),
  },
  {
    weight: 2,
    plan: (world, random, lab) =>
      inWindow(random, served(world), (window) => {
        const away = serving(lab).filter((id) => id !== window.wire.home);
        const id = random.pick(away);
        return {
          words: `${window.label} moves to ${id}`,
          run: async () => {
            await window.page.getByRole("button", { name: new RegExp(`^${id} `) }).click();
            await window.page.getByRole("group", { name: id }).getByRole("button", { name: "Move me here" }).click();
          },
        };
      }),
  },
  {
    weight: 2,
    plan: (world) => ({
      words: `${WAIT_MS / 1_000} s pass`,
      run: () => new Promise((resolve) => setTimeout(resolve, world.windows.length > 0 ? WAIT_MS : 0)),
    }),
  },
];

async function inLab(window: WalkWindow, act: () => Promise<unknown>): Promise<void> {
  if ((await window.page.locator("#lab").count()) === 0) await pressIn(window, "Lab");
  try {
    await act();
  } finally {
    await pressIn(window, "Close the lab");
  }
}

/** What is done next, of what is possible now. */
export function nextStep(world: World, random: Random, lab: LabTruth): Step {
  if (world.windows.length === 0) {
    return {
      words: "a browser comes",
      run: async () => world.openWindow(world.browsers[0] ?? (await world.openBrowser()), { transport: "auto" }),
    };
  }
  for (;;) {
    const step = random.weighted(KINDS).plan(world, random, lab);
    if (step) return step;
  }
}

import type { TransportChoice } from "../connection/connection.ts";
import type { StepId } from "../tour/seven-steps.ts";
import type { Left } from "./observed-scene.ts";
import { createStage, SceneFailed, SceneLeft, type Stage, type StageOptions } from "./stage.ts";

/** Around the stage: what outlives a reload, and the reload itself. */
interface Director {
  stage: Stage;
  /** How I connected before the story. */
  transport: TransportChoice;
  left(): Left | null;
  /** What I have is about to be lost. */
  leave(left: Left): void;
  /** Loads this page again; the scene goes on after it. */
  reload(): Promise<never>;
}

/** At most so often a reload is tried until it leads elsewhere. */
const MAX_RELOADS = 6;

/**
 * Does what happens in a scene, from any state of the lab, and ends when it is done, or somebody went on; what came of it
 * is observed then.
 * @returns what the lab did not do; null: it did all of it.
 */
export async function playScene(
  id: StepId,
  options: StageOptions,
  director: Omit<Director, "stage">,
): Promise<string | null> {
  try {
    await PLAY[id]({ ...director, stage: createStage(options) });
    return null;
  } catch (error) {
    if (error instanceof SceneLeft) return null;
    if (error instanceof SceneFailed) return error.message;
    throw error;
  }
}

/** As the lab starts: rooms in memory, everybody there, stickiness on. */
async function asUsual({ stage, transport }: Director): Promise<void> {
  await stage.everyInstance();
  await stage.roomsIn("memory");
  await stage.stickiness(true);
  stage.transport(transport);
  await stage.iAmByCookie();
}

/** All three are in the room. */
async function everybody(director: Director): Promise<void> {
  const { stage } = director;
  const { window, stranger } = stage.view.value;
  if (window?.isIn && stranger?.isIn) return;
  await asUsual(director);
  await stage.window();
  await stage.stranger();
}

const PLAY: Record<StepId, (director: Director) => Promise<void>> = {
  async talk(director) {
    await asUsual(director);
    await director.stage.say("me", "The deploy is at four, right?");
  },

  async "second-window"(director) {
    const { stage } = director;
    await asUsual(director);
    await stage.window();
    const { name } = stage.view.value.window!;
    await stage.say("me", `${name}, do you see me?`);
    await stage.say("window", "Yes, I see you.");
  },

  async "another-browser"(director) {
    const { stage } = director;
    await asUsual(director);
    await stage.window();
    await stage.stranger();
    const { name } = stage.view.value.stranger!;
    await stage.say("me", `${name}, do you see us?`);
    await stage.say("window", `${name}?`);
    await stage.say("stranger", "Hello? Is anybody here?");
    await stage.say("me", `No answer from ${name}.`);
  },

  async "off-and-reload"(director) {
    const { stage } = director;
    const before = director.left();
    if (!before) {
      await asUsual(director);
      await stage.window();
      await stage.stranger();
      if (stage.myOwn().length === 0) await stage.say("me", "I will find this here again.");
      director.leave({ instance: stage.view.value.me.instance!, own: stage.myOwn(), cameBack: null, reloads: 0 });
      await stage.beat();
      return director.reload();
    }
    await stage.iAmIn();
    if (before.cameBack === null) {
      const { me } = stage.view.value;
      const cameBack = me.instance === before.instance && before.own.every((one) => me.holds.has(one));
      stage.tell(
        cameBack ? `A reload led back to ${me.instance}, and all of it is there.` : `A reload led to ${me.instance}.`,
      );
      await stage.beat();
      await stage.beat();
      await stage.stickiness(false);
      director.leave({ ...before, cameBack, reloads: 1 });
      return director.reload();
    }
    if (stage.view.value.me.instance !== before.instance || before.reloads === MAX_RELOADS) return;
    await stage.beat();
    // A reload that makes as many requests as take a whole round would lead to the same instance each time.
    if (before.reloads % 2 === 1) await stage.takeTurn();
    director.leave({ ...before, reloads: before.reloads + 1 });
    return director.reload();
  },

  async "default-transports"(director) {
    const { stage } = director;
    await stage.everyInstance();
    await stage.roomsIn("memory");
    await everybody(director);
    await stage.stickiness(true);
    stage.transport("default");
    await stage.iAmByCookie();
    const instance = stage.view.value.me.instance!;
    stage.tell(`With stickiness you have a session on ${instance}.`);
    director.leave({ instance, own: [], cameBack: null, reloads: 0 });
    await stage.beat();
    await stage.beat();
    await stage.stickiness(false);
    stage.reconnect();
  },

  async kill(director) {
    const { stage } = director;
    await asUsual(director);
    await stage.say("me", "Does this outlive my instance?");
    const instance = stage.view.value.me.instance!;
    director.leave({ instance, own: stage.myOwn(), cameBack: null, reloads: 0 });
    await stage.kill(instance);
  },

  async "shared-state"(director) {
    const { stage, transport } = director;
    await stage.everyInstance();
    await stage.stickiness(true);
    stage.transport(transport);
    await stage.roomsIn("redis");
    await stage.iAmIn();
    await stage.stranger();
    const { name } = stage.view.value.stranger!;
    await stage.say("me", `${name}, do you see me now?`);
    await stage.say("stranger", "Yes, I see you.");
  },
};

import { batch, computed, effect, signal, untracked, type ReadonlySignal } from "@preact/signals-core";
import type { PersonMessage } from "../../protocol/control/people.ts";
import type { StoryView } from "../../protocol/control/story.ts";
import type { ChatConnection } from "../connection/chat-connection.ts";
import type { TransportChoice } from "../connection/connection.ts";
import type { HeldCookies } from "../connection/held-cookies.ts";
import type { LabClient } from "../lab/lab-client.ts";
import type { Prospect } from "../lab/prospect.ts";
import { onceTrue } from "../page/once-true.ts";
import { randomId } from "../page/random-id.ts";
import { windowVisible } from "../page/window-visible.ts";
import type { ActiveRoom } from "../room/active-room.ts";
import type { ChatRooms } from "../room/chat-rooms.ts";
import type { Deliveries } from "../room/messages/deliveries.ts";
import type { WindowMemory } from "../session/window-memory.ts";
import type { RoomVersion } from "../sightings/room-versions.ts";
import { SEVEN_STEPS, type StepId } from "../tour/seven-steps.ts";
import { notObserved, observedScene, type Left, type Player, type Said, type SceneView } from "./observed-scene.ts";
import { guestScreen, myScreen, type Screen } from "./screens.ts";
import type { StageOptions, Thrown } from "./stage.ts";
import { sharedStateObstacle, storyObstacle } from "./story-obstacle.ts";

/** How long a scene waits for its observation, once all of it has happened. */
const OBSERVED_MS = 20_000;
/** So long a slow computer may take to learn what the lab is like. */
const LAB_MS = 30_000;
/** The page of before a reload lets go of the story soon. */
const RELOADED_MS = 5_000;
/** So long the lab waits for a story whose stream was closed. */
const LEASE_MS = 5_000;
const AWAY = "The control API does not answer";

/** `closed`: nobody plays here. `resuming`: it was played here, and is about to go on. `refused`: why it was not begun. `lost`: the lab has taken it back. */
export type StoryNow =
  | { kind: "closed" | "starting" | "resuming" }
  | { kind: "refused" | "lost"; sentence: string }
  | { kind: "playing"; scene: number; phase: ScenePhase; thrown: Thrown | null }
  | { kind: "recap" };

/** `told`: it cannot be played in this lab, and why. */
export interface ScenePhase {
  is: "playing" | "observed" | "not-observed" | "told";
  sentence: string;
}

/** What the story keeps over a reload of the page. */
interface Kept {
  /** Of the lease, and of whom it is held. */
  id: string;
  controlUrl: string;
  room: string;
  scene: number;
  /** From before the story. */
  transport: TransportChoice;
  roomBefore: string | null;
  window: string | null;
  stranger: string | null;
  left: Left | null;
  /** When an instance forgot what it held, by its name. */
  emptied: Record<string, number>;
  /** What was observed, by scene. */
  seen: Partial<Record<StepId, string>>;
}

export interface StoryOptions {
  client: LabClient;
  connection: ChatConnection;
  cookies: HeldCookies;
  rooms: ChatRooms;
  room: ActiveRoom;
  deliveries: Deliveries;
  prospect: ReadonlySignal<Prospect>;
  versions: ReadonlySignal<readonly RoomVersion[]>;
  memory: WindowMemory;
  /** Into a room, from the form too. */
  enter(who: { name: string; room: string }): void;
  isInside(): boolean;
  name(): string;
  /** Where one goes who came from the form. */
  offeredRoom: string;
  /** `?scene=` of the address, from 0. */
  offeredScene: number | null;
  /** The tour asks for this step next. */
  showStep(id: StepId): void;
}

/** The seven steps, played in the real lab; one page at a time plays, as long as its event stream is open. */
export function createStory(options: StoryOptions) {
  const { client, connection, cookies, deliveries, rooms, room, memory, prospect } = options;
  const now = signal<StoryNow>({ kind: "closed" });
  const kept = signal<Kept | null>(null);
  const said = signal<readonly Said[]>([]);
  const saidAt = signal(0);
  const returns = signal(0);
  const sessionsBefore = signal(0);
  let stream: EventSource | null = null;
  /** As long as it is, the lab has not ended the story. */
  const isStreamOpen = signal(false);
  /** Another tab may play this story again. */
  let letGo: (() => void) | null = null;
  /** The scene that is played now; another one ends it. */
  let turn = 0;
  let isUnloading = false;
  const onUnload = () => (isUnloading = true);
  addEventListener("beforeunload", onUnload);

  const keep = (patch: Partial<Kept>) => {
    if (!kept.value) return;
    kept.value = { ...kept.value, ...patch };
    memory.write("session", "story", kept.value);
  };
  const personOf = (part: "window" | "stranger") =>
    client.state.value.people.find(({ id }) => id === kept.value?.[part]) ?? null;
  const lostSessions = computed(() => connection.now.value.unknownSessions - sessionsBefore.value);

  const screens = computed((): Screen[] => {
    const mine = myScreen({
      name: rooms.name.value,
      rows: room.rows.value.rows,
      prospect: prospect.value,
      isIn: room.membership.value === "joined",
      lostSessions: lostSessions.value,
    });
    const isShared = client.state.value.rooms?.state === "redis";
    const emptied = kept.value?.emptied ?? {};
    const heldNow = (message: PersonMessage, instance: string) =>
      (isShared || message.instance === instance) && message.at > (emptied[message.instance] ?? 0);
    return [
      mine,
      ...[personOf("window"), personOf("stranger")].flatMap((one) => (one ? [guestScreen(one, heldNow)] : [])),
    ];
  });
  const playerOf = ({ name, instance, messages }: Screen): Player => ({
    name,
    instance,
    isIn: instance !== null,
    holds: new Set(messages.filter(({ isGone }) => !isGone).map(({ id }) => id)),
  });
  const view = computed((): SceneView => {
    const [mine, ...guests] = screens.value;
    const guest = (part: "window" | "stranger") => {
      const screen = guests.find(({ key }) => key === kept.value?.[part]);
      return screen ? playerOf(screen) : null;
    };
    const { targets, stickiness, rooms: live } = client.state.value;
    return {
      me: playerOf(mine!),
      window: guest("window"),
      stranger: guest("stranger"),
      said: said.value,
      others: options.versions.value
        .filter(({ isMine, sight }) => !isMine && sight !== "dead" && sight !== "stopped")
        .map(({ instance, sight, seenAt, room: held }) => ({
          instance,
          holdsRoom: sight === "fresh" && seenAt !== null && seenAt > saidAt.value ? held !== null : null,
        })),
      isShared: live?.state === "redis",
      stickiness: stickiness?.enabled ?? null,
      left: kept.value?.left ?? null,
      dead: targets.filter(({ process }) => process === "exited").map(({ id }) => id),
      lostSessions: lostSessions.value,
      returns: returns.value,
    };
  });

  function openStream({ id, controlUrl }: Kept): void {
    stream?.close();
    stream = new EventSource(`${controlUrl}/events?story=${id}`);
    // While somebody looks elsewhere the page asks for nothing by itself.
    for (const type of ["people", "lab", "process", "target-health", "attributes-modified"] as const)
      stream.addEventListener(type, () => !windowVisible.is() && void client.refresh());
    stream.addEventListener("open", () => (isStreamOpen.value = true));
    stream.addEventListener("error", () => {
      // A page that is being unloaded closes it as well.
      if (isUnloading) return;
      isStreamOpen.value = false;
      if (stream?.readyState === EventSource.CLOSED) lose();
      else client.probe();
    });
  }

  function lose(sentence = "The lab has ended this story, and was put back as it was before."): void {
    comeBack(forget());
    now.value = { kind: "lost", sentence };
  }

  /** Whether this is the one tab that plays: a duplicated one remembers the same story. */
  function holdAlone({ id }: Kept): Promise<boolean> {
    if (!("locks" in navigator)) return Promise.resolve(true);
    return new Promise((resolve) => {
      navigator.locks
        .request(`sticky-rooms:story ${id}`, { signal: AbortSignal.timeout(RELOADED_MS) }, () => {
          resolve(true);
          return new Promise<void>((end) => (letGo = end));
        })
        .catch(() => resolve(false));
    });
  }

  function forget(): Kept | null {
    const last = kept.peek();
    turn++;
    stream?.close();
    stream = null;
    isStreamOpen.value = false;
    letGo?.();
    letGo = null;
    kept.value = null;
    memory.forget("session", "story");
    showScene(null);
    return last;
  }

  async function play(scene: number, isBack = false): Promise<void> {
    const mine = ++turn;
    const isCurrent = () => mine === turn;
    const { id } = SEVEN_STEPS[scene]!;
    batch(() => {
      keep({ scene, ...(isBack ? {} : { left: null }) });
      said.value = [];
      saidAt.value = Date.now();
      returns.value = 0;
      sessionsBefore.value = connection.now.value.unknownSessions;
      now.value = { kind: "playing", scene, phase: { is: "playing", sentence: "" }, thrown: null };
    });
    showScene(scene);
    const tell = (phase: ScenePhase, thrown?: Thrown) => {
      if (!isCurrent() || now.value.kind !== "playing") return;
      now.value = { ...now.value, phase, thrown: thrown ?? now.value.thrown };
    };
    const obstacle = id === "shared-state" ? sharedStateObstacle(client.state.value) : null;
    if (obstacle !== null) {
      return tell({
        is: "told",
        sentence: `Not played here: ${obstacle}. With one store behind all instances it would not matter who serves you.`,
      });
    }
    const stageOptions: StageOptions = {
      client,
      connection,
      cookies,
      deliveries,
      view,
      prospect,
      room: kept.value!.room,
      guest: personOf,
      cast: (part, person) => keep({ [part]: person }),
      myOwn: () => screens.value[0]!.messages.filter((one) => one.isOwn && !one.isGone).map((one) => one.id),
      accepted: (id) => screens.value[0]!.messages.find((one) => one.id === id)?.instance ?? null,
      note: (one) => {
        said.value = [...said.value, one];
        saidAt.value = Date.now();
      },
      emptied: (instances) =>
        keep({
          emptied: { ...kept.value?.emptied, ...Object.fromEntries(instances.map((one) => [one, Date.now()])) },
        }),
      returned: () => void returns.value++,
      doing: (sentence, thrown) => tell({ is: "playing", sentence }, thrown),
      isCurrent,
    };
    // Not a part of the first load: most visits begin without it.
    const scenes = await import("./play-scene.ts").catch(() => null);
    if (!isCurrent()) return;
    const failure = scenes
      ? await scenes.playScene(id, stageOptions, {
          transport: kept.value!.transport,
          left: () => kept.value?.left ?? null,
          leave: (left) => keep({ left }),
          reload: async () => {
            // The lab waits longer then: a slow computer needs its time.
            await client.post(`/story/${kept.value!.id}/reload`);
            if (isCurrent()) {
              rooms.save();
              location.reload();
            }
            return new Promise(() => {});
          },
        })
      : "This scene could not be loaded";
    if (!isCurrent()) return;
    if (failure !== null) return tell({ is: "not-observed", sentence: `${failure}. ${notObserved(id, view.value)}` });
    await onceTrue(
      computed(() => observedScene(id, view.value)),
      (sentence) => sentence !== null || !isCurrent(),
      OBSERVED_MS,
    );
    if (!isCurrent()) return;
    const sentence = observedScene(id, view.value);
    if (sentence === null) return tell({ is: "not-observed", sentence: notObserved(id, view.value) });
    keep({ seen: { ...kept.value?.seen, [id]: sentence } });
    tell({ is: "observed", sentence });
  }

  const isAway = computed(() => client.state.value.status === "lost");
  const isStopped = computed(() => isAway.value && !isStreamOpen.value && now.value.kind === "playing");
  /** Without the lab no scene goes on. Whether the lab is put back cannot be seen from here. */
  const loseAway = () => lose(`${AWAY} any more. If the lab still runs, it is put back as it was before by itself.`);
  const stopAway = effect(() => {
    if (!isStopped.value) return;
    const timer = setTimeout(loseAway, LEASE_MS);
    return () => clearTimeout(timer);
  });
  const shown = computed((): StoryNow => {
    const is = now.value;
    if (!isAway.value || is.kind !== "playing" || is.phase.is !== "playing") return is;
    return { ...is, phase: { is: "playing", sentence: `${AWAY} …` } };
  });

  /** It goes on when one looks longer: what is observed late is observed. */
  const stopLate = effect(() => {
    const is = now.value;
    if (is.kind !== "playing" || is.phase.is !== "not-observed") return;
    const { id } = SEVEN_STEPS[is.scene]!;
    const sentence = observedScene(id, view.value);
    if (sentence === null) return;
    untracked(() => {
      keep({ seen: { ...kept.value?.seen, [id]: sentence } });
      now.value = { ...is, phase: { is: "observed", sentence } };
    });
  });

  async function begin(scene: number, who?: string): Promise<void> {
    if (["playing", "starting", "resuming"].includes(now.value.kind)) return;
    now.value = { kind: "starting" };
    await onceTrue(client.state, ({ status }) => status !== "looking", LAB_MS);
    await client.refresh();
    const sentence = storyObstacle(client.state.value);
    const answer = sentence === null ? await client.post<StoryView>("/story") : ({ ok: false, sentence } as const);
    if (!answer.ok) return void (now.value = { kind: "refused", sentence: answer.sentence });
    const { id } = answer.data;
    const isInside = options.isInside();
    batch(() => {
      kept.value = {
        id,
        controlUrl: client.state.value.controlUrl!,
        room: `story-${randomId()
          .replaceAll(/[^a-z0-9]/gi, "")
          .slice(0, 4)
          .toLowerCase()}`,
        scene,
        transport: connection.transport.value,
        roomBefore: isInside ? room.name.value : null,
        window: null,
        stranger: null,
        left: null,
        emptied: {},
        seen: {},
      };
      keep({});
    });
    void holdAlone(kept.value!);
    openStream(kept.value!);
    if (isInside) void rooms.open(kept.value!.room);
    else options.enter({ name: who || options.name() || "Ada", room: kept.value!.room });
    await play(scene);
  }

  /** This page was loaded again while it played. */
  async function resume(before: Kept): Promise<void> {
    kept.value = before;
    now.value = { kind: "resuming" };
    // Soon: the lab waits some seconds for it.
    openStream(before);
    client.told(before.controlUrl);
    if (!(await holdAlone(before))) return lose("This story plays in another tab of this browser.");
    if (kept.value === null) return letGo?.();
    // The address names the scene that played, unless somebody wrote another one into it.
    const scene = options.offeredScene ?? before.scene;
    now.value = { kind: "playing", scene, phase: { is: "playing", sentence: "" }, thrown: null };
    await onceTrue(client.state, ({ status }) => status === "ready" || status === "none", LAB_MS);
    if (kept.value?.id !== before.id) return;
    const { story, status } = client.state.value;
    if (status === "looking" || isAway.value) return loseAway();
    if (story?.id !== before.id || story.state !== "playing") return lose();
    await play(scene, scene === before.scene && before.left !== null);
  }

  const saved = memory.read("session", "story") as Kept | null;
  if (saved) void resume(saved);
  else if (options.offeredScene !== null) void begin(options.offeredScene);

  /** As I was before: in the room of before, or at the form. */
  function comeBack(last: Kept | null): void {
    if (!last) return;
    connection.setTransport(last.transport);
    if (last.roomBefore !== null && last.roomBefore !== last.room) void rooms.open(last.roomBefore);
    rooms.leave(last.room);
    // At the form nothing else writes the room into the address.
    if (room.name.value === "") history.replaceState(null, "", withoutQuery("room"));
  }

  function leave(): Kept | null {
    const last = forget();
    if (last) void client.remove(`/story/${last.id}`);
    comeBack(last);
    now.value = { kind: "closed" };
    return last;
  }

  const goTo = (scene: number) => {
    if (kept.value === null) return;
    if (scene >= SEVEN_STEPS.length) {
      turn++;
      now.value = { kind: "recap" };
    } else if (scene >= 0) void play(scene);
  };
  const at = () =>
    now.value.kind === "playing" ? now.value.scene : now.value.kind === "recap" ? SEVEN_STEPS.length : null;

  return {
    now: shown,
    screens,
    /** Ids of what was said in this scene, as it was accepted. */
    said: computed(() => said.value.map(({ id }) => id)),
    /** What was observed so far, by scene. */
    seen: computed(() => kept.value?.seen ?? {}),
    /** @param who A nickname, where there is none yet. */
    begin: (scene = 0, who?: string) => void begin(scene, who),
    goTo,
    next: () => goTo((at() ?? SEVEN_STEPS.length) + 1),
    back: () => goTo((at() ?? 0) - 1),
    leave: () => void leave(),
    /** Into the chat, with the step of this scene asked for; the lab is put back. */
    tryYourself(): void {
      const scene = now.value.kind === "playing" ? now.value.scene : 0;
      const isFromForm = kept.value?.roomBefore === null;
      if (isFromForm) {
        void rooms.open(options.offeredRoom);
        keep({ roomBefore: options.offeredRoom });
      }
      leave();
      options.showStep(SEVEN_STEPS[scene]!.id);
    },
    /** Nobody need read any longer why it was not begun. */
    dismiss: () => void (now.value = { kind: "closed" }),
    close() {
      turn++;
      stopLate();
      stopAway();
      removeEventListener("beforeunload", onUnload);
      stream?.close();
      letGo?.();
    },
  };
}

/** In the address, so that it can be linked to. */
function showScene(scene: number | null): void {
  const url = withoutQuery("scene");
  if (scene !== null) url.searchParams.set("scene", String(scene + 1));
  history.replaceState(null, "", url);
}

function withoutQuery(name: string): URL {
  const url = new URL(location.href);
  url.searchParams.delete(name);
  return url;
}

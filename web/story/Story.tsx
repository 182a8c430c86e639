import { useEffect } from "react";
import { Sentence } from "../instance/Sentence.tsx";
import { Icon } from "../page/Icon.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { PathStrip } from "../path/PathStrip.tsx";
import { SEVEN_STEPS } from "../tour/seven-steps.ts";
import { PersonScreen } from "./PersonScreen.tsx";
import { SCENES } from "./scenes.ts";
import type { ScenePhase } from "./story.ts";
import { StoryRecap } from "./StoryRecap.tsx";
import "./Story.css";

/** At each scene: a key goes to the story, not to the button that was pressed last, and who listens hears the caption. */
const focus = (heading: HTMLElement | null) => heading?.focus();

const LAST = SEVEN_STEPS.length - 1;

/** The seven steps on a stage: a question, what is done, everybody's screen, the path, and what was observed. */
export default function Story() {
  const page = usePage();
  const now = useValue(page.story.now);
  const scene = now.kind === "playing" ? now.scene : null;
  useStoryKeys();
  const step = SEVEN_STEPS[scene ?? LAST]!;
  return (
    <div className="story" data-thrown={(now.kind === "playing" && now.thrown) || undefined}>
      <header className="story-head">
        <div className="story-words">
          <h1 key={scene} ref={focus} tabIndex={-1}>
            {scene === null ? "What stickiness changed, and what it did not" : SCENES[step.id].caption}
          </h1>
          {now.kind === "playing" && <Phase phase={now.phase} tone={SCENES[step.id].tone} />}
        </div>
        <StoryDots scene={scene} />
        <p className="story-keys soft">
          <kbd>Space</kbd> next · <kbd>←</kbd> back · <kbd>Esc</kbd> leave
        </p>
      </header>
      <main className="story-stage" tabIndex={0}>
        {scene === null ? <StoryRecap /> : <Screens showsGone={SCENES[step.id].showsGone ?? false} />}
      </main>
      <nav className="story-nav" aria-label="Scenes">
        <button type="button" className="button" onClick={page.story.leave}>
          Leave
        </button>
        <button type="button" className="button" disabled={scene === 0} onClick={page.story.back}>
          Back
        </button>
        <span className="story-gap" />
        <button type="button" className="button" onClick={page.story.tryYourself}>
          Try it yourself
        </button>
        {scene !== null && (
          <button type="button" className="button primary" onClick={page.story.next}>
            Next
            <span className="story-next">
              : {scene === LAST ? "what stickiness changed" : SCENES[SEVEN_STEPS[scene + 1]!.id].next}
            </span>
          </button>
        )}
      </nav>
      <footer className="story-foot">
        <PathStrip hasActions={false} />
      </footer>
    </div>
  );
}

const ICONS = { playing: "running", observed: "check", "not-observed": "dashed", told: "alert" } as const;

/** What is done now, then what was observed: told by a live region. */
function Phase({ phase, tone }: { phase: ScenePhase; tone: "good" | "bad" }) {
  const word = { playing: "", observed: "Observed: ", "not-observed": "Not observed. ", told: "" }[phase.is];
  return (
    <p className="story-phase" role="status" aria-label="Scene" data-is={phase.is} data-tone={tone}>
      <Icon name={phase.is === "observed" && tone === "bad" ? "alert" : ICONS[phase.is]} />
      <span>
        {word && <strong>{word}</strong>}
        <Sentence text={phase.sentence || "Watching what happens …"} />
      </span>
    </p>
  );
}

function StoryDots({ scene }: { scene: number | null }) {
  const page = usePage();
  const seen = useValue(page.story.seen);
  return (
    <ol
      className="story-dots"
      aria-label={scene === null ? "All scenes" : `Scene ${scene + 1} of ${SEVEN_STEPS.length}`}
    >
      {SEVEN_STEPS.map(({ id, title }, index) => (
        <li key={id}>
          <button
            type="button"
            aria-label={`Scene ${index + 1}: ${title}${seen[id] ? ", observed" : ""}`}
            aria-current={index === scene ? "step" : undefined}
            data-done={seen[id] !== undefined || undefined}
            title={title}
            onClick={() => page.story.goTo(index)}
          >
            {index + 1}
          </button>
        </li>
      ))}
    </ol>
  );
}

function Screens({ showsGone }: { showsGone: boolean }) {
  const page = usePage();
  const screens = useValue(page.story.screens);
  const said = useValue(page.story.said);
  return (
    <div className="story-screens" data-count={screens.length}>
      {screens.map((screen) => (
        <PersonScreen key={screen.key} screen={screen} all={screens} said={said} showsGone={showsGone} />
      ))}
    </div>
  );
}

/** Space and → next, ← back, Esc out; a presenter's remote sends page keys. */
function useStoryKeys(): void {
  const { story } = usePage();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (document.querySelector(":popover-open, dialog[open]")) return;
      const isOnControl = (event.target as HTMLElement).matches("button, a, input, select, textarea, [role=switch]");
      if (event.key === "Escape") story.leave();
      else if (event.key === "ArrowRight" || event.key === "PageDown" || (event.key === " " && !isOnControl))
        story.next();
      else if (event.key === "ArrowLeft" || event.key === "PageUp") story.back();
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [story]);
}

import { useEffect, useState } from "react";
import { Icon } from "../page/Icon.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { countOf } from "../page/count-of.ts";
import { Popover } from "../page/Popover.tsx";
import { Sentence } from "../instance/Sentence.tsx";
import { verdictWhy } from "./verdict-why.ts";
import "./VerdictBanner.css";

const ANNOUNCED_MS = 2_000;

const ICONS = { good: "good", bad: "alert", unsure: "dashed" } as const;

/** One sentence on whether people in this room see one another. */
export function VerdictBanner() {
  const page = usePage();
  const verdict = useValue(page.sightings.verdict);
  const room = useValue(page.room.name);
  const icon = ICONS[verdict.tone];
  const isLed = useValue(page.prospect, ({ byRoom }) => byRoom !== null);
  const why = verdictWhy(verdict.kind, room, isLed);
  return (
    <div className="verdict" data-tone={verdict.tone}>
      <Icon name={icon} />
      <div className="verdict-text">
        <p className="verdict-sentence" role="status" aria-label="Verdict" aria-live="off">
          <Sentence text={verdict.sentence} isPlain />
        </p>
        <div className="verdict-detail">
          <span>
            <Sentence text={verdict.detail} />
          </span>
          {why !== null && (
            <Popover label="Why" className="link" button="Why?">
              <p className="verdict-why">{why}</p>
            </Popover>
          )}
          <VanishedSwitch />
        </div>
      </div>
      <p className="sr-only" aria-live="polite">
        <Announcement key={verdict.kind} sentence={verdict.sentence} />
      </p>
    </div>
  );
}

/** Read aloud once, when the story has changed; then it is gone, so that nobody finds an old one. */
function Announcement({ sentence }: { sentence: string }) {
  const [said, setSaid] = useState(sentence);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(""), ANNOUNCED_MS);
    return () => clearTimeout(timer);
  }, []);
  return <>{said}</>;
}

function VanishedSwitch() {
  const page = usePage();
  const vanished = useValue(page.room.vanishedCount);
  const showVanished = useValue(page.room.showVanished);
  if (vanished === 0) return null;
  return (
    <button
      type="button"
      className="link verdict-switch"
      aria-pressed={!showVanished}
      title="What a user of an ordinary chat would see"
      onClick={() => page.room.setShowVanished(!showVanished)}
    >
      {showVanished ? `${countOf(vanished, "message")} lost so far · as a user sees it` : `Show ${vanished} vanished`}
    </button>
  );
}

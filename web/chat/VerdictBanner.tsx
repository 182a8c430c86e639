import { CircleAlert, CircleCheck, CircleDashed } from "lucide-react";
import { useState } from "react";
import { usePage, useSlice } from "../page-context.ts";
import { Popover } from "../Popover.tsx";
import { Sentence } from "../Sentence.tsx";
import { verdictWhy } from "../state/questions/verdict-why.ts";
import "./VerdictBanner.css";

const ICONS = { good: CircleCheck, bad: CircleAlert, unsure: CircleDashed };

/** One sentence on whether people in this room see one another. Read aloud when the story changes, not each second. */
export function VerdictBanner() {
  const page = usePage();
  const verdict = useSlice(page.sightings, (sightings) => sightings.verdict);
  const room = useSlice(page.room, (state) => state.room);
  const [said, setSaid] = useState({ kind: verdict.kind, sentence: verdict.sentence });
  if (said.kind !== verdict.kind) setSaid({ kind: verdict.kind, sentence: verdict.sentence });
  const Icon = ICONS[verdict.tone];
  const why = verdictWhy(verdict.kind, room);
  return (
    <div className="verdict" data-tone={verdict.tone}>
      <Icon aria-hidden="true" />
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
        {said.sentence}
      </p>
    </div>
  );
}

function VanishedSwitch() {
  const page = usePage();
  const vanished = useSlice(page.room, (room) => room.vanishedCount);
  const showVanished = useSlice(page.room, (room) => room.showVanished);
  if (vanished === 0) return null;
  return (
    <button
      type="button"
      className="link verdict-switch"
      aria-pressed={!showVanished}
      title="What a user of an ordinary chat would see"
      onClick={() => page.actions.setShowVanished(!showVanished)}
    >
      {showVanished ? "As a user sees it" : `Show ${vanished} vanished`}
    </button>
  );
}

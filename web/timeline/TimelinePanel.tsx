import { memo, useState } from "react";
import { CopyButton } from "../page/CopyButton.tsx";
import { Icon } from "../page/Icon.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { Sentence } from "../instance/Sentence.tsx";
import type { TimelineEntry, TimelineKind } from "./timeline.ts";
import { groupTimeline } from "./group-timeline.ts";
import { countOf } from "../page/count-of.ts";
import { timelineJson } from "./timeline-json.ts";
import "./TimelinePanel.css";

const SHOWN = 80;
const clock = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hour12: false,
});

/** None that a browser may draw as a coloured picture. */
const SIGNS: Record<TimelineKind, string> = {
  handshake: "↯",
  connected: "↯",
  upgraded: "⇡",
  "unknown-session": "✕",
  "connect-error": "✕",
  disconnected: "✕",
  retry: "↻",
  moved: "⇄",
  draining: "!",
  joined: "·",
  "message-out": "↑",
  "message-in": "↓",
  refused: "✕",
  lab: "⚗\uFE0E",
};

const FILTERS = {
  all: () => true,
  connection: (entry: TimelineEntry) => entry.kind !== "message-in" && entry.kind !== "message-out",
  errors: (entry: TimelineEntry) => entry.level === "error" || entry.level === "warn",
};

/** What happened to this window's connection, newest first. */
export function TimelinePanel() {
  const page = usePage();
  const { entries, dropped } = useValue(page.timeline.kept);
  const [filter, setFilter] = useState<keyof typeof FILTERS>("all");
  const shown = entries.filter(FILTERS[filter]);
  const rows = groupTimeline(shown);
  return (
    <section className="timeline" aria-label="Timeline of this window">
      <div className="timeline-head">
        <h2>Timeline</h2>
        <select
          className="select"
          aria-label="Timeline filter"
          value={filter}
          onChange={(event) => setFilter(event.target.value as keyof typeof FILTERS)}
        >
          <option value="all">everything</option>
          <option value="connection">connection</option>
          <option value="errors">trouble</option>
        </select>
        <CopyButton what="timeline as JSON" text={() => timelineJson(shown)} />
        <button
          type="button"
          className="button icon plain"
          aria-label="Clear timeline"
          title="Clear"
          onClick={page.timeline.clear}
        >
          <Icon name="clear" />
        </button>
      </div>
      <ol aria-label="Timeline" className="timeline-list">
        {rows
          .slice(-SHOWN)
          .toReversed()
          .map((row) =>
            row.kind === "entry" ? (
              <TimelineLine key={row.entry.id} entry={row.entry} />
            ) : (
              <li key={row.id} className="timeline-line soft">
                <time>{clock.format(row.at)}</time>
                <span aria-hidden="true">⋮</span>
                <span>and {countOf(row.attempts, "attempt")} before that went the same way</span>
              </li>
            ),
          )}
      </ol>
      {rows.length > SHOWN && (
        <p className="soft timeline-more">
          Earlier entries are in the copy{dropped > 0 ? `, but for ${dropped} that are no longer kept` : ""}.
        </p>
      )}
    </section>
  );
}

const TimelineLine = memo(function TimelineLine({ entry }: { entry: TimelineEntry }) {
  return (
    <li className="timeline-line" data-level={entry.level}>
      <time>{clock.format(entry.at)}</time>
      <span aria-hidden="true">{SIGNS[entry.kind]}</span>
      <span>
        <Sentence text={entry.text} isPlain />
      </span>
    </li>
  );
});

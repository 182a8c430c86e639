import { memo } from "react";
import { InstanceName } from "../../instance/InstanceName.tsx";
import { Sentence } from "../../instance/Sentence.tsx";
import type { MoveRow, Row } from "./row.ts";
import { MessageLine } from "./MessageLine.tsx";
import "./ChatRow.css";

const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });

/** One row of the room: a day, a message, people who came or went, a move, a gap. */
export const ChatRow = memo(function ChatRow({ row, isFirstUnread }: { row: Row; isFirstUnread: boolean }) {
  switch (row.kind) {
    case "day":
      return <div className="row-note">{dayName(row.at)}</div>;
    case "notice":
      return <div className="row-note">{row.sentence}</div>;
    case "gap":
      return (
        <div className="row-note row-gap">
          <Sentence text={row.sentence} isPlain />
        </div>
      );
    case "move":
      return <MoveDivider row={row} />;
    case "message":
      return (
        <>
          {isFirstUnread && <div className="row-unread">new</div>}
          <MessageLine row={row} />
        </>
      );
  }
});

function MoveDivider({ row }: { row: MoveRow }) {
  const rest = row.sentence.slice(row.sentence.indexOf(": "));
  const isMove = row.cause === "moved";
  return (
    <div className="row-move" role="separator" aria-label={row.sentence} data-tone={row.tone}>
      <span>
        {isMove ? (
          <>
            You moved <InstanceName instance={row.from} /> <span aria-hidden="true">→</span>{" "}
            <InstanceName instance={row.to} />
            {rest}
          </>
        ) : (
          <Sentence text={row.sentence} isPlain />
        )}
      </span>
    </div>
  );
}

function dayName(at: number): string {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days === 0) return "Today";
  return days === 1 ? "Yesterday" : day.format(at);
}

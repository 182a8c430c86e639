import { memo } from "react";
import { usePage } from "../../page/page-context.tsx";
import { Sentence } from "../../instance/Sentence.tsx";
import type { MessageRow } from "./row.ts";
import { DeliveryNote } from "./DeliveryNote.tsx";
import { LinkedText } from "./LinkedText.tsx";
import { useMarks } from "../../sightings/use-marks.tsx";
import { MessageMarks } from "../../sightings/MessageMarks.tsx";
import { nameTone } from "./name-tone.ts";
import "./MessageLine.css";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hour12: false });

export const MessageLine = memo(function MessageLine({ row }: { row: MessageRow }) {
  const page = usePage();
  const { message, startsGroup, own, vanished, delivery } = row;
  return (
    <article
      className="line"
      data-own={own || undefined}
      data-gone={vanished || undefined}
      data-first={startsGroup || undefined}
    >
      <strong className="line-name" data-tone={nameTone(message.member)} title={message.name}>
        {startsGroup ? <bdi>{message.name}</bdi> : <span className="sr-only">{message.name}</span>}
      </strong>
      <div className="line-body">
        <span className="line-text" data-testid="text" dir="auto">
          <LinkedText text={message.text} />
        </span>{" "}
        {delivery && (
          <DeliveryNote
            id={message.id}
            delivery={delivery}
            onRetry={() => page.deliveries.retry(message.id)}
            onDiscard={() => page.deliveries.discard(message.id)}
          />
        )}
        {vanished && <VanishedNote id={message.id} />}
      </div>
      <div className="line-side">
        <MessageMarks id={message.id} />
        <time dateTime={new Date(message.at).toISOString()} title={new Date(message.at).toLocaleString()}>
          {clock.format(message.at)}
        </time>
      </div>
    </article>
  );
});

/** Where it still is, as far as was seen. */
function VanishedNote({ id }: { id: string }) {
  const marks = useMarks(id);
  const holders = marks.filter((mark) => mark.holds === "yes").map((mark) => mark.instance);
  const isUnsure = marks.some((mark) => mark.holds === "unknown");
  const where =
    holders.length > 0
      ? `only ${holders.join(", ")} ${holders.length === 1 ? "knows" : "know"} it`
      : isUnsure
        ? "not known here"
        : "no instance knows it any more";
  return (
    <small className="line-gone">
      vanished: <Sentence text={where} isPlain />
    </small>
  );
}

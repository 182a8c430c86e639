import { InstanceMark } from "../instance/InstanceMark.tsx";
import { useMarks, type Mark } from "./use-marks.tsx";
import "./MessageMarks.css";

/** One mark for each known instance, filled where its room holds the message. */
export function MessageMarks({ id }: { id: string }) {
  const marks = useMarks(id);
  return (
    <span className="marks" title={sentenceOf(marks)}>
      {marks.map(({ instance, holds }) => (
        <InstanceMark key={instance} instance={instance} holds={holds} />
      ))}
      <span className="sr-only">{sentenceOf(marks)}</span>
    </span>
  );
}

function sentenceOf(marks: readonly Mark[]): string {
  const names = (holds: Mark["holds"]) => marks.filter((mark) => mark.holds === holds).map(({ instance }) => instance);
  return [
    names("yes").length > 0 && `held by ${names("yes").join(", ")}`,
    names("no").length > 0 && `not by ${names("no").join(", ")}`,
    names("unknown").length > 0 && `not known of ${names("unknown").join(", ")}`,
  ]
    .filter((part) => part !== false)
    .join("; ");
}

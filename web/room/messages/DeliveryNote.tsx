import { Icon } from "../../page/Icon.tsx";
import { InstanceLabel } from "../../instance/InstanceLabel.tsx";
import { usePage } from "../../page/page-context.tsx";
import { useValue } from "../../page/use-value.tsx";
import type { Delivery } from "./delivery.ts";
import "./DeliveryNote.css";

interface DeliveryNoteProps {
  /** Of the message. */
  id: string;
  delivery: Delivery;
  onRetry(): void;
  onDiscard(): void;
}

/** How an own message stands. Accepted is not delivered: it says who accepted it, and no more. */
export function DeliveryNote({ id, delivery, onRetry, onDiscard }: DeliveryNoteProps) {
  if (delivery.state === "sending") return <small className="delivery">sending …</small>;
  if (delivery.state === "accepted") {
    const took = delivery.tookMs === null ? "" : ` after ${delivery.tookMs} ms`;
    return (
      <small className="delivery" data-settled title={`Accepted by ${delivery.instance}${took}`}>
        <Icon name="check" /> <span className="sr-only">accepted by</span>{" "}
        <InstanceLabel instance={delivery.instance} />
        <ReachNote id={id} />
      </small>
    );
  }
  return (
    <small className="delivery" data-bad>
      {delivery.sentence} ·{" "}
      <button type="button" className="link" onClick={onRetry}>
        send again
      </button>{" "}
      {delivery.state === "unknown" && "(never shown twice) "}·{" "}
      <button type="button" className="link" onClick={onDiscard}>
        forget it
      </button>
    </small>
  );
}

/** How far it got, as soon as that is known. */
function ReachNote({ id }: { id: string }) {
  const words = useValue(usePage().sightings.reachOf, (reachOf) => {
    const known = reachOf(id);
    return known && `${known.seenBy} of ${known.people} people can see it`;
  });
  return words === null ? null : <span className="delivery-reach"> has it · {words}</span>;
}

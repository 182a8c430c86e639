import { Icon } from "../../page/Icon.tsx";
import { InstanceLabel } from "../../instance/InstanceLabel.tsx";
import type { Delivery } from "./delivery.ts";
import "./DeliveryNote.css";

interface DeliveryNoteProps {
  delivery: Delivery;
  onRetry(): void;
  onDiscard(): void;
}

/** How an own message stands. Accepted is not delivered: it says who accepted it, and no more. */
export function DeliveryNote({ delivery, onRetry, onDiscard }: DeliveryNoteProps) {
  if (delivery.state === "sending") return <small className="delivery">sending …</small>;
  if (delivery.state === "accepted") {
    const took = delivery.tookMs === null ? "" : ` after ${delivery.tookMs} ms`;
    return (
      <small className="delivery" data-settled title={`Accepted by ${delivery.instance}${took}`}>
        <Icon name="check" /> <span className="sr-only">accepted by</span>{" "}
        <InstanceLabel instance={delivery.instance} />
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

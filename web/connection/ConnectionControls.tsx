import { ClientId } from "./ClientId.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import type { TransportChoice } from "./connection.ts";
import { useMediaQuery } from "../page/use-media-query.tsx";
import { LabButton } from "../lab/LabButton.tsx";
import { LabControl } from "../lab/LabControl.tsx";
import { LabSelect } from "../lab/LabSelect.tsx";

const TRANSPORTS: { value: TransportChoice; name: string; note: string }[] = [
  {
    value: "auto",
    name: "WebSocket, then polling",
    note: "One request opens the session; without stickiness the room splits.",
  },
  {
    value: "default",
    name: "default: polling, then upgrade",
    note: "Several requests make a session; without stickiness it never settles.",
  },
  { value: "websocket", name: "WebSocket only", note: "One request opens the session; no fallback." },
  {
    value: "polling",
    name: "polling only",
    note: "Every request is routed again; without stickiness no session survives.",
  },
];

export function ConnectionControls() {
  const page = usePage();
  // On a wide screen it stands beside the path.
  const isNarrow = useMediaQuery("(max-width: 900px)");
  const transport = useValue(page.connection.transport);
  const isClosed = useValue(page.connection.now, ({ status }) => status === "closed");
  const hasCookie = useValue(page.prospect, ({ cookie }) => cookie.kind !== "none");
  return (
    <>
      <LabControl
        control={
          <LabSelect label="Transport" value={transport} options={TRANSPORTS} onChange={page.connection.setTransport} />
        }
        forecast={TRANSPORTS.find(({ value }) => value === transport)?.note}
      />
      {isNarrow && <LabButton action={{ type: "blip" }}>Drop my connection</LabButton>}
      {isClosed ? (
        <LabControl
          control={
            <button type="button" className="button small" onClick={page.connection.open}>
              Reconnect
            </button>
          }
          forecast="You are disconnected; this begins a new session."
        />
      ) : (
        <LabButton action={{ type: "disconnect" }}>Disconnect</LabButton>
      )}
      {hasCookie && <LabButton action={{ type: "forget-cookie" }}>Forget my cookie</LabButton>}
      <LabButton action={{ type: "send-numbered", count: 20 }}>Send 20 numbered messages</LabButton>
      <ClientId />
    </>
  );
}

import { usePage, useSlice } from "../page-context.ts";
import type { TransportChoice } from "../state/connection/connection-state.ts";
import { useMediaQuery } from "../use-media-query.ts";
import { LabButton } from "./LabButton.tsx";
import { LabControl } from "./LabControl.tsx";
import { LabSelect } from "./LabSelect.tsx";

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
    note: "Every request is routed anew; without stickiness no session survives.",
  },
];

export function ConnectionControls() {
  const page = usePage();
  // On a wide screen it stands beside the path.
  const isNarrow = useMediaQuery("(max-width: 900px)");
  const transport = useSlice(page.session, (session) => session.transportChoice);
  const isClosed = useSlice(page.session, (session) => session.connection.status === "closed");
  const hasCookie = useSlice(page.session, (session) => session.cookie.awsalb || session.cookie.awsalbcors);
  return (
    <>
      <LabControl
        control={
          <LabSelect label="Transport" value={transport} options={TRANSPORTS} onChange={page.actions.setTransport} />
        }
        forecast={TRANSPORTS.find(({ value }) => value === transport)?.note}
      />
      {isNarrow && <LabButton action={{ type: "blip" }}>Drop my connection</LabButton>}
      {isClosed ? (
        <LabControl
          control={
            <button type="button" className="button small" onClick={page.actions.reconnect}>
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
    </>
  );
}

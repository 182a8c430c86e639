import { X } from "lucide-react";
import { usePage, useSlice } from "../page-context.ts";
import { useMediaQuery } from "../use-media-query.ts";
import { BalancerControls } from "./BalancerControls.tsx";
import { ConnectionControls } from "./ConnectionControls.tsx";
import { ExperimentControls } from "./ExperimentControls.tsx";
import { LabButton } from "./LabButton.tsx";
import "./LabDrawer.css";

/** Controls that change something, each with what will happen before it is pressed and what was seen afterwards. */
export function LabDrawer({ onClose }: { onClose(): void }) {
  const page = usePage();
  const isNarrow = useMediaQuery("(max-width: 900px)");
  const status = useSlice(page.lab, (lab) => lab.status);
  const hasLab = status === "ready" || status === "lost";
  return (
    <section id="lab" className="lab" aria-label="Lab">
      <button type="button" className="button icon plain lab-close" aria-label="Close the lab" onClick={onClose}>
        <X aria-hidden="true" />
      </button>
      <div className="lab-columns">
        <div className="lab-column">
          <h2>Your connection</h2>
          <ConnectionControls />
        </div>
        {hasLab && (
          <div className="lab-column">
            <h2>The balancer</h2>
            <BalancerControls />
          </div>
        )}
        {hasLab && (
          <div className="lab-column">
            <h2>Instances</h2>
            {isNarrow && <MyInstance />}
            <LabButton action={{ type: "add-instance" }}>Add an instance</LabButton>
            <p className="soft lab-hint">Kill, pause, drain, restart: press an instance in the strip below.</p>
          </div>
        )}
        {hasLab && (
          <div className="lab-column">
            <h2>The experiment</h2>
            <ExperimentControls />
          </div>
        )}
      </div>
      {status === "none" && (
        <p className="soft lab-hint">
          There is no control API here, so the balancer is as it was deployed. Switch stickiness with{" "}
          <code>terraform apply -var stickiness_enabled=false</code>.
        </p>
      )}
    </section>
  );
}

function MyInstance() {
  const page = usePage();
  const instance = useSlice(page.session, (session) => session.connection.instance);
  if (instance === null) return null;
  return <LabButton action={{ type: "kill", instance }}>Kill {instance}</LabButton>;
}

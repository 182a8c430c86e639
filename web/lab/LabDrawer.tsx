import { useEffect, type ReactNode } from "react";
import { Icon } from "../page/Icon.tsx";
import { InstanceLabel } from "../instance/InstanceLabel.tsx";
import { Modal } from "../page/Modal.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { useMediaQuery } from "../page/use-media-query.tsx";
import { TrafficCharts } from "../charts/TrafficCharts.tsx";
import { BalancerControls } from "./BalancerControls.tsx";
import { ConnectionControls } from "../connection/ConnectionControls.tsx";
import { ExperimentControls } from "./ExperimentControls.tsx";
import { InviteControls } from "./InviteControls.tsx";
import { InstanceTable } from "./InstanceTable.tsx";
import { LabButton } from "./LabButton.tsx";
import "./LabDrawer.css";

/** A sheet at the side, so that the answers stay in view; on a narrow screen over the page. Escape closes it. */
export function LabDrawer({ onClose }: { onClose(): void }) {
  const isNarrow = useMediaQuery("(max-width: 900px)");
  useEffect(() => {
    const onKey = ({ key, defaultPrevented }: KeyboardEvent) => {
      if (key === "Escape" && !defaultPrevented && !document.querySelector(":popover-open")) onClose();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [onClose]);
  if (isNarrow) {
    return (
      <Modal title="Lab" place="bottom" onClose={onClose}>
        <Lab />
      </Modal>
    );
  }
  return (
    <aside className="lab-sheet" aria-label="Lab sheet">
      <button type="button" className="button icon plain lab-close" aria-label="Close the lab" onClick={onClose}>
        <Icon name="close" />
      </button>
      <Lab />
    </aside>
  );
}

/** Controls that change something, each with what will happen before it is pressed and what was seen afterwards. */
function Lab() {
  const page = usePage();
  const isNarrow = useMediaQuery("(max-width: 900px)");
  const status = useValue(page.lab.state, (lab) => lab.status);
  const shared = useValue(page.lab.state, (lab) => lab.rooms?.obstacle ?? null);
  const { add, processes } = useValue(page.lab.state, (lab) => lab.obstacles);
  const controlUrl = useValue(page.lab.state, (lab) => lab.controlUrl);
  // What was never read cannot be shown.
  const hasLab = useValue(page.lab.state, (lab) => lab.stickiness !== null);
  return (
    <section id="lab" className="lab" aria-label="Lab">
      {status === "lost" && (
        <p className="bad" role="status" aria-label="Control API">
          The control API at {controlUrl} does not answer. {hasLab && "What stands here is what it said last."}
        </p>
      )}
      <div className="lab-columns">
        <Column title="Your connection">
          <ConnectionControls />
        </Column>
        {hasLab && (
          <>
            <Column title="The balancer">
              <BalancerControls />
            </Column>
            <Column title="Instances">
              <InstanceTable />
              {isNarrow && processes === null && <MyInstance />}
              {add === null ? (
                <LabButton action={{ type: "add-instance" }}>Add an instance</LabButton>
              ) : (
                <p className="soft">None is added from here: {add}.</p>
              )}
              {processes === null ? (
                <p className="soft">Kill, pause, drain or restart one: press it on the path.</p>
              ) : (
                <p className="soft">None is killed, paused or restarted from here: {processes}.</p>
              )}
              <LabButton action={{ type: "reset" }}>Reset the lab</LabButton>
              {shared !== null && <p className="soft">No shared state here: {shared}.</p>}
            </Column>
            {controlUrl !== null && (
              <Column title="Live, two minutes">
                <TrafficCharts base={controlUrl} colour={page.colour} />
              </Column>
            )}
            <Column title="Simulated people">
              <InviteControls />
            </Column>
            <Column title="The experiment">
              <ExperimentControls />
            </Column>
          </>
        )}
      </div>
      {status === "none" && (
        <p className="soft lab-elsewhere">
          There is no control API here, so the balancer is as it was deployed. Switch stickiness with{" "}
          <code>terraform apply -var stickiness_enabled=false</code>.
        </p>
      )}
    </section>
  );
}

function Column({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="lab-column">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

function MyInstance() {
  const page = usePage();
  const instance = useValue(page.connection.now, ({ instance }) => instance);
  if (instance === null) return null;
  return (
    <LabButton action={{ type: "kill", instance }}>
      <span>
        Kill <InstanceLabel instance={instance} />
      </span>
    </LabButton>
  );
}

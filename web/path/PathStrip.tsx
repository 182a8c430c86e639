import { useState } from "react";
import { usePage, useSlice } from "../page-context.ts";
import type { LabAction } from "../state/lab/lab-action.ts";
import { useMediaQuery } from "../use-media-query.ts";
import { BalancerNode } from "./BalancerNode.tsx";
import { InstanceCard } from "./InstanceCard.tsx";
import { pathInstances } from "./path-instances.ts";
import { PathButton } from "./PathButton.tsx";
import { PathLine } from "./PathLine.tsx";
import "./PathStrip.css";

/** The path of my requests: I, the load balancer with its switch, the instances; mine is lit. */
export function PathStrip() {
  const page = usePage();
  const isNarrow = useMediaQuery("(max-width: 900px)");
  const [hint, setHint] = useState<LabAction | null>(null);
  return (
    <section className="path" aria-label="The path of your requests">
      <div className="path-row">
        <PathDrawing onHint={setHint} />
        {!isNarrow && <QuickActions onHint={setHint} />}
      </div>
      <PathLine hint={hint} />
      <p className="sr-only" role="status" aria-label="Instance">
        {useSlice(page.session, ({ connection }) =>
          connection.status === "connected" ? `You are on ${connection.instance}` : "",
        )}
      </p>
    </section>
  );
}

function PathDrawing({ onHint }: { onHint(action: LabAction | null): void }) {
  const page = usePage();
  const targets = useSlice(page.lab, (lab) => lab.targets);
  const versions = useSlice(page.sightings, (sightings) => sightings.versions);
  const windows = useSlice(page.tour, (tour) => tour.windows);
  const connection = useSlice(page.session, (session) => session.connection);
  const isConnected = connection.status === "connected";
  const mine = isConnected ? connection.instance : null;
  const instances = pathInstances(targets, versions, connection.instance);
  const myIndex = instances.findIndex((one) => one.id === mine);
  return (
    <div className="path-drawing" data-slot={mine === null ? undefined : page.slot(mine) % 8}>
      <div className="path-node">
        <span>you</span>
        {windows.length > 1 && <small className="soft">{windows.length} windows</small>}
      </div>
      <span className="path-wire" data-on={isConnected || undefined} aria-hidden="true" />
      <BalancerNode onHint={onHint} />
      <ul className="path-instances" aria-label="Instances">
        {instances.map((one, index) => (
          <li
            key={one.id}
            className="path-branch"
            data-rail={index <= myIndex ? "on" : undefined}
            data-on={index === myIndex || undefined}
          >
            <InstanceCard instance={one} isMine={index === myIndex} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What is tried first; everything else is in the lab. */
function QuickActions({ onHint }: { onHint(action: LabAction | null): void }) {
  const page = usePage();
  const instance = useSlice(page.session, (session) => session.connection.instance);
  const hasLab = useSlice(page.lab, (lab) => lab.status === "ready");
  return (
    <div className="path-actions">
      <PathButton action={{ type: "blip" }} onHint={onHint}>
        Drop my connection
      </PathButton>
      {hasLab && instance !== null && (
        <PathButton action={{ type: "kill", instance }} onHint={onHint}>
          Kill {instance}
        </PathButton>
      )}
    </div>
  );
}

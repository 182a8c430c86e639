import { usePage, useSlice } from "../page-context.ts";
import type { LabAction } from "../state/lab/lab-action.ts";
import { BalancerNode } from "./BalancerNode.tsx";
import { CARD_ROWS } from "./card-size.ts";
import { InstanceCard } from "./InstanceCard.tsx";
import { pathInstances } from "./path-instances.ts";
import { PathFan } from "./PathFan.tsx";
import { StoreNode } from "./StoreNode.tsx";
import { YouNode } from "./YouNode.tsx";

/** I, the load balancer with its switch, the instances and whom they serve; the way of my requests is lit. */
export function PathDrawing({ onHint }: { onHint(action: LabAction | null): void }) {
  const page = usePage();
  const targets = useSlice(page.lab, (lab) => lab.targets);
  const versions = useSlice(page.sightings, (sightings) => sightings.versions);
  const connection = useSlice(page.session, (session) => session.connection);
  const isConnected = connection.status === "connected";
  const instances = pathInstances({ targets, versions, mine: connection.instance });
  const myIndex = isConnected ? instances.findIndex(({ id }) => id === connection.instance) : -1;
  const isShared = connection.state === "redis";
  const rows = Math.min(CARD_ROWS, instances.length);
  return (
    <div className="path-drawing" data-slot={myIndex < 0 ? undefined : page.slot(connection.instance!) % 8}>
      <YouNode />
      <span className="path-wire" data-on={isConnected || undefined} aria-hidden="true" />
      <BalancerNode onHint={onHint} />
      {rows > 0 && <PathFan rows={rows} myRow={myIndex < 0 ? -1 : myIndex % rows} />}
      <ul className="path-instances" aria-label="Instances">
        {instances.map((one, index) => (
          <li key={one.id}>
            <InstanceCard instance={one} isMine={index === myIndex} />
          </li>
        ))}
      </ul>
      {isShared && rows > 0 && <PathFan rows={rows} myRow={-1} isIn />}
      <StoreNode onHint={onHint} />
    </div>
  );
}

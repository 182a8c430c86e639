import { usePage, useSlice } from "../page-context.ts";
import { BalancerNode } from "./BalancerNode.tsx";
import { InstanceCard } from "./InstanceCard.tsx";
import { pathInstances } from "./path-instances.ts";
import "./PathStrip.css";

/** The path of my requests: I, the load balancer with its switch, the instances; mine is lit. */
export function PathStrip() {
  const page = usePage();
  const targets = useSlice(page.lab, (lab) => lab.targets);
  const versions = useSlice(page.sightings, (sightings) => sightings.versions);
  const windows = useSlice(page.tour, (tour) => tour.windows);
  const connection = useSlice(page.session, (session) => session.connection);
  const isConnected = connection.status === "connected";
  const mine = isConnected ? connection.instance : null;
  const instances = pathInstances(targets, versions, connection.instance);
  const myIndex = instances.findIndex((one) => one.id === mine);
  const slot = mine === null ? undefined : page.slot(mine) % 8;
  return (
    <section className="path" aria-label="The path of your requests" data-slot={slot}>
      <div className="path-node" data-on={isConnected || undefined}>
        <span>you</span>
        {windows.length > 1 && <small className="soft">{windows.length} windows</small>}
      </div>
      <span className="path-wire" data-on={isConnected || undefined} aria-hidden="true" />
      <BalancerNode />
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
    </section>
  );
}

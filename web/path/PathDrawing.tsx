import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import type { LabAction } from "../lab/lab-action.ts";
import { BalancerNode } from "./BalancerNode.tsx";
import { InstanceCard } from "./InstanceCard.tsx";
import type { PathInstance } from "./path-instances.ts";
import { StoreNode } from "./StoreNode.tsx";
import { YouNode } from "./YouNode.tsx";

/** Where not all cards have room, the one that serves me is in sight. */
const intoSight = (card: HTMLElement | null) => card?.scrollIntoView({ block: "nearest", inline: "nearest" });

/** I, the load balancer with its switch, the instances and whom they serve; the way of my requests is lit. */
export function PathDrawing({
  instances,
  onHint,
}: {
  instances: readonly PathInstance[];
  onHint(action: LabAction | null): void;
}) {
  const page = usePage();
  const connection = useValue(page.connection.now);
  const isConnected = connection.status === "connected";
  const myIndex = isConnected ? instances.findIndex(({ id }) => id === connection.instance) : -1;
  const isShared = useValue(page.prospect, ({ state }) => state === "redis");
  // Where cards are no buttons, the keyboard has to reach those out of view all the same.
  const canOnlyScroll = instances.every(({ target }) => target === null);
  return (
    <div className="path-drawing" data-colour={myIndex < 0 ? undefined : page.colour(connection.instance!)}>
      <YouNode />
      <span className="path-wire" data-on={isConnected || undefined} aria-hidden="true" />
      <BalancerNode onHint={onHint} />
      <ul className="path-instances" aria-label="Instances" tabIndex={canOnlyScroll ? 0 : undefined}>
        {instances.map((one, index) => (
          <li
            key={one.id}
            ref={index === myIndex ? intoSight : undefined}
            data-way={index > myIndex ? undefined : index === myIndex ? "end" : "through"}
            data-link={isShared ? one.link : undefined}
          >
            <InstanceCard instance={one} isMine={index === myIndex} />
          </li>
        ))}
      </ul>
      <StoreNode isCut={isShared && instances.some(({ link }) => link === "cut")} onHint={onHint} />
    </div>
  );
}

import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import type { LabAction } from "../lab/lab-action.ts";
import { BalancerNode } from "./BalancerNode.tsx";
import { CARD_ROWS } from "./card-size.ts";
import { InstanceCard } from "./InstanceCard.tsx";
import type { PathInstance } from "./path-instances.ts";
import { PathFan } from "./PathFan.tsx";
import type { StoreLink } from "./store-link.ts";
import { StoreNode } from "./StoreNode.tsx";
import { YouNode } from "./YouNode.tsx";

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
  const cards = ownFirst(instances, isConnected ? connection.instance : null);
  const myIndex = isConnected ? cards.findIndex(({ id }) => id === connection.instance) : -1;
  const isShared = connection.state === "redis";
  const rows = Math.min(CARD_ROWS, instances.length);
  // Where cards are no buttons, the keyboard has to reach those out of view all the same.
  const canOnlyScroll = instances.length > CARD_ROWS && instances.every(({ target }) => target === null);
  return (
    <div className="path-drawing" data-colour={myIndex < 0 ? undefined : page.colour(connection.instance!)}>
      <YouNode />
      <span className="path-wire" data-on={isConnected || undefined} aria-hidden="true" />
      <BalancerNode onHint={onHint} />
      {rows > 0 && <PathFan rows={rows} myRow={myIndex} />}
      <ul className="path-instances" aria-label="Instances" tabIndex={canOnlyScroll ? 0 : undefined}>
        {cards.map((one, index) => (
          <li key={one.id}>
            <InstanceCard instance={one} isMine={index === myIndex} />
          </li>
        ))}
      </ul>
      {isShared && rows > 0 && <PathFan rows={rows} myRow={-1} links={rowLinks(cards, rows)} />}
      <StoreNode isCut={isShared && instances.some(({ link }) => link === "cut")} onHint={onHint} />
    </div>
  );
}

/** The instance that serves me stands in the first column, where the way of my requests ends; the others keep their order. */
function ownFirst(instances: readonly PathInstance[], mine: string | null): readonly PathInstance[] {
  const index = instances.findIndex(({ id }) => id === mine);
  if (index < CARD_ROWS) return instances;
  const row = index % CARD_ROWS;
  return instances.with(row, instances[index]!).with(index, instances[row]!);
}

/** The way from a row of instances to the store is cut when it is for one of them. */
function rowLinks(instances: readonly PathInstance[], rows: number): StoreLink[] {
  return Array.from({ length: rows }, (_, row) => {
    const links = instances.filter((_one, index) => index % rows === row).map(({ link }) => link);
    return (["cut", "open"] as const).find((link) => links.includes(link)) ?? "none";
  });
}

import { useEffect, useRef, type RefObject } from "react";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import type { LabAction } from "../lab/lab-action.ts";
import { BalancerNode } from "./BalancerNode.tsx";
import { InstanceCard } from "./InstanceCard.tsx";
import type { PathInstance } from "./path-instances.ts";
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
  const myIndex = isConnected ? instances.findIndex(({ id }) => id === connection.instance) : -1;
  const row = useCardInSight(myIndex, instances.length);
  const isShared = useValue(page.prospect, ({ state }) => state === "redis");
  // Where cards are no buttons, the keyboard has to reach those out of view all the same.
  const canOnlyScroll = instances.every(({ target }) => target === null);
  return (
    <div className="path-drawing" data-colour={myIndex < 0 ? undefined : page.colour(connection.instance!)}>
      <YouNode />
      <span className="path-wire" data-on={isConnected || undefined} aria-hidden="true" />
      <BalancerNode onHint={onHint} />
      <ul ref={row} className="path-instances" aria-label="Instances" tabIndex={canOnlyScroll ? 0 : undefined}>
        {instances.map((one, index) => (
          <li
            key={one.id}
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

/**
 * Scrolls a row of cards sideways so that one of them is in sight, also when cards come and grow, until somebody looks
 * at others; when another card takes its place, that one.
 */
function useCardInSight(index: number, count: number): RefObject<HTMLUListElement | null> {
  const row = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const card = row.current?.children[index];
    if (!row.current || !card) return;
    const { current: list } = row;
    let looksElsewhere = false;
    const leave = () => (looksElsewhere = true);
    const show = () => {
      if (looksElsewhere) return;
      const [outer, inner] = [list.getBoundingClientRect(), card.getBoundingClientRect()];
      if (inner.left < outer.left) list.scrollLeft -= outer.left - inner.left;
      else if (inner.right > outer.right) list.scrollLeft += inner.right - outer.right;
    };
    const observer = new ResizeObserver(show);
    for (const one of [list, ...[...list.children].slice(0, count)]) observer.observe(one);
    for (const event of ["wheel", "pointerdown", "keydown"]) list.addEventListener(event, leave, { passive: true });
    return () => {
      observer.disconnect();
      for (const event of ["wheel", "pointerdown", "keydown"]) list.removeEventListener(event, leave);
    };
  }, [index, count]);
  return row;
}

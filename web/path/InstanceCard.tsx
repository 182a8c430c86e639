import { InstanceName } from "../instance/InstanceName.tsx";
import { InstanceMenu } from "./InstanceMenu.tsx";
import type { PathInstance } from "./path-instances.ts";

/** An instance on the path, with whom of the room it serves; in the lab it opens what can be done to it. */
export function InstanceCard({ instance, isMine }: { instance: PathInstance; isMine: boolean }) {
  const { id, target, trouble, holds } = instance;
  const content = (
    <>
      <InstanceName instance={id} />
      <span className={trouble ? "path-people bad" : "path-people soft"}>
        {isMine && <span className="sr-only">serves you, </span>}
        <bdi>{trouble ?? holds}</bdi>
      </span>
    </>
  );
  if (target) {
    return (
      <InstanceMenu target={target} isMine={isMine}>
        {content}
      </InstanceMenu>
    );
  }
  return (
    <div className="path-node" data-on={isMine || undefined}>
      {content}
    </div>
  );
}

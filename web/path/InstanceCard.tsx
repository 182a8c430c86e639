import { InstanceName } from "../InstanceName.tsx";
import { countOf } from "../state/text/count-of.ts";
import { InstanceMenu } from "./InstanceMenu.tsx";
import type { PathInstance } from "./path-instances.ts";

/** An instance on the path; in the lab it opens a menu of what can be done to it. */
export function InstanceCard({ instance, isMine }: { instance: PathInstance; isMine: boolean }) {
  const { id, target, trouble, connections } = instance;
  const content = (
    <>
      <InstanceName instance={id} />
      <small className={trouble ? "bad" : "soft"}>
        {isMine && <span className="sr-only">serves you, </span>}
        {trouble ?? (connections === null ? "seen" : countOf(connections, "connection"))}
      </small>
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

import { ChevronUp } from "lucide-react";
import { lazy, Suspense } from "react";
import { InstanceName } from "../InstanceName.tsx";
import { countOf } from "../state/count-of.ts";
import type { PathInstance } from "./path-instances.ts";

const InstanceMenu = lazy(() => import("./InstanceMenu.tsx").then((module) => ({ default: module.InstanceMenu })));

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
  const plain = (
    <div className="path-node" data-on={isMine || undefined}>
      {content}
      {target && <ChevronUp aria-hidden="true" />}
    </div>
  );
  if (!target) return plain;
  return (
    <Suspense fallback={plain}>
      <InstanceMenu target={target} isMine={isMine}>
        {content}
      </InstanceMenu>
    </Suspense>
  );
}

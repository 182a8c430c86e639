import { useState } from "react";
import type { LabAction } from "../lab/lab-action.ts";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { pathInstances } from "./path-instances.ts";
import { PathDrawing } from "./PathDrawing.tsx";
import { PathLine } from "./PathLine.tsx";
import { QuickActions } from "./QuickActions.tsx";
import "./PathStrip.css";

/** A live drawing of where my requests go, what can be done to it, and one line that explains it. */
export function PathStrip({ hasActions = true }: { hasActions?: boolean }) {
  const page = usePage();
  const isDrawn = useIsDrawn();
  const targets = useValue(page.lab.state, (lab) => lab.targets);
  const redis = useValue(page.lab.state, (lab) => lab.rooms?.redis ?? null);
  const versions = useValue(page.sightings.versions);
  const mine = useValue(page.connection.now, ({ instance }) => instance);
  const instances = pathInstances({ targets, versions, redis, mine });
  const [hint, setHint] = useState<LabAction | null>(null);
  return (
    <section className="path" aria-label="The path of your requests">
      {isDrawn && (
        <>
          <div className="path-row">
            <PathDrawing instances={instances} onHint={setHint} />
            {hasActions && <QuickActions onHint={setHint} />}
          </div>
          <PathLine hint={hint} isCut={instances.some(({ link }) => link === "cut")} />
        </>
      )}
      <p className="sr-only" role="status" aria-label="Instance">
        {useValue(page.connection.now, ({ status, instance }) =>
          status === "connected" ? `You are on ${instance}` : "",
        )}
      </p>
    </section>
  );
}

/** Not until it is known whether there is a lab, and without one which instances there are: what is drawn would have to move. */
function useIsDrawn(): boolean {
  const page = usePage();
  const lab = useValue(page.lab.state, ({ status }) => status);
  const isLookingAround = useValue(page.sightings.asking, (asking) => asking === "starting");
  const [isDrawn, setDrawn] = useState(false);
  const isKnown = lab !== "looking" && !(lab === "none" && isLookingAround);
  if (isKnown && !isDrawn) setDrawn(true);
  return isDrawn || isKnown;
}

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
  // Until it is known whether there is a lab, anything drawn would have to move.
  const isKnown = useValue(page.lab.state, (lab) => lab.status !== "looking");
  const targets = useValue(page.lab.state, (lab) => lab.targets);
  const redis = useValue(page.lab.state, (lab) => lab.rooms?.redis ?? null);
  const versions = useValue(page.sightings.versions);
  const mine = useValue(page.connection.now, ({ instance }) => instance);
  const instances = pathInstances({ targets, versions, redis, mine });
  const [hint, setHint] = useState<LabAction | null>(null);
  return (
    <section className="path" aria-label="The path of your requests">
      {isKnown && (
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

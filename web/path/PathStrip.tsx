import { useState } from "react";
import { usePage, useSlice } from "../page-context.ts";
import type { LabAction } from "../state/lab/lab-action.ts";
import { useMediaQuery } from "../use-media-query.ts";
import { pathInstances } from "./path-instances.ts";
import { PathDrawing } from "./PathDrawing.tsx";
import { PathLine } from "./PathLine.tsx";
import { QuickActions } from "./QuickActions.tsx";
import "./PathStrip.css";

/** A live drawing of where my requests go, what can be done to it, and one line that explains it. */
export function PathStrip() {
  const page = usePage();
  const isNarrow = useMediaQuery("(max-width: 900px)");
  // Until it is known whether there is a lab, anything drawn would have to move.
  const isKnown = useSlice(page.lab, (lab) => lab.status !== "looking");
  const targets = useSlice(page.lab, (lab) => lab.targets);
  const redis = useSlice(page.lab, (lab) => lab.rooms?.redis ?? null);
  const versions = useSlice(page.sightings, (sightings) => sightings.versions);
  const mine = useSlice(page.session, (session) => session.connection.instance);
  const instances = pathInstances({ targets, versions, redis, mine });
  const [hint, setHint] = useState<LabAction | null>(null);
  return (
    <section className="path" aria-label="The path of your requests">
      {isKnown && (
        <>
          <PathDrawing instances={instances} onHint={setHint} />
          <div className="path-side">
            {!isNarrow && <QuickActions onHint={setHint} />}
            <PathLine hint={hint} isCut={instances.some(({ link }) => link === "cut")} />
          </div>
        </>
      )}
      <p className="sr-only" role="status" aria-label="Instance">
        {useSlice(page.session, ({ connection }) =>
          connection.status === "connected" ? `You are on ${connection.instance}` : "",
        )}
      </p>
    </section>
  );
}

import { useState } from "react";
import { usePage, useSlice } from "../page-context.ts";
import type { LabAction } from "../state/lab/lab-action.ts";
import { useMediaQuery } from "../use-media-query.ts";
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
  const [hint, setHint] = useState<LabAction | null>(null);
  return (
    <section className="path" aria-label="The path of your requests">
      {isKnown && (
        <>
          <PathDrawing onHint={setHint} />
          <div className="path-side">
            {!isNarrow && <QuickActions onHint={setHint} />}
            <PathLine hint={hint} />
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

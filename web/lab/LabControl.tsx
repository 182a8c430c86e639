import type { ReactNode } from "react";
import { OutcomeLine } from "./OutcomeLine.tsx";

interface LabControlProps {
  control: ReactNode;
  /** What it will do. */
  forecast: ReactNode;
  forecastId?: string;
  /** Key of the action whose outcome is told; none: nothing is. */
  outcomeOf?: string;
}

/** A control, what it will do, and afterwards what it was seen to do. */
export function LabControl({ control, forecast, forecastId, outcomeOf }: LabControlProps) {
  return (
    <div className="lab-control">
      {control}
      <div>
        <p id={forecastId} className="soft">
          {forecast}
        </p>
        {outcomeOf !== undefined && <OutcomeLine of={outcomeOf} />}
      </div>
    </div>
  );
}

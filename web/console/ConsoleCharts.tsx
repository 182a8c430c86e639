import { useState } from "react";
import { TrafficCharts } from "../charts/TrafficCharts.tsx";
import { useConsole } from "./console-context.tsx";

/** The last two minutes as charts; on a narrow screen only when they are asked for. */
export function ConsoleCharts() {
  const page = useConsole();
  const [isOpen, setOpen] = useState(() => matchMedia("(min-width: 900px)").matches);
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <h2 className="charts-heading">Live, two minutes</h2>
      </summary>
      {isOpen && <TrafficCharts base="" colour={page.colour} />}
    </details>
  );
}

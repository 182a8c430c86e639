import { useValue } from "../page/use-value.tsx";
import { useConsole } from "./console-context.tsx";
import { ConsoleCharts } from "./ConsoleCharts.tsx";
import { ConsoleHeader } from "./ConsoleHeader.tsx";
import { RequestTable } from "./RequestTable.tsx";
import { SessionList } from "./SessionList.tsx";
import { TargetCard } from "./TargetCard.tsx";
import "./Console.css";

/** The path with its switches, the sessions, and the requests as they pass. */
export function Console() {
  const page = useConsole();
  const targets = useValue(page.state, (state) => state?.targets) ?? [];
  const notice = useValue(page.notice);
  return (
    <>
      <ConsoleHeader />
      <main className="console">
        <ul className="console-targets" aria-label="Targets">
          {targets.map((target) => (
            <li key={target.id}>
              <TargetCard target={target} />
            </li>
          ))}
        </ul>
        <p className={notice?.isBad ? "console-notice bad" : "console-notice soft"} role="status">
          {notice?.text}
        </p>
        <ConsoleCharts />
        <SessionList />
        <RequestTable />
      </main>
    </>
  );
}

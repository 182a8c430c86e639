import { PeoplePanel } from "./people/PeoplePanel.tsx";
import { TimelinePanel } from "./timeline/TimelinePanel.tsx";
import { VersionsTable } from "./versions/VersionsTable.tsx";

export function SidePanel() {
  return (
    <div className="panels">
      <PeoplePanel />
      <VersionsTable />
      <TimelinePanel />
    </div>
  );
}

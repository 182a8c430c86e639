import { PeoplePanel } from "../room/people/PeoplePanel.tsx";
import { TimelinePanel } from "../timeline/TimelinePanel.tsx";
import { VersionsTable } from "../sightings/VersionsTable.tsx";

export function SidePanel() {
  return (
    <div className="panels">
      <PeoplePanel />
      <VersionsTable />
      <TimelinePanel />
    </div>
  );
}

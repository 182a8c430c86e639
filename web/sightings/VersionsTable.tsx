import { InstanceName } from "../instance/InstanceName.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { listNames } from "../page/list-names.ts";
import type { RoomVersion } from "./room-versions.ts";
import "./VersionsTable.css";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hour12: false });
const NAMES = 3;

/** The room once for each instance, side by side; what differs from mine is marked. */
export function VersionsTable() {
  const page = usePage();
  const versions = useValue(page.sightings.versions);
  const asking = useValue(page.sightings.asking);
  const problem = useValue(page.sightings.problem);
  return (
    <section className="versions">
      <table>
        <caption>
          <h2>Versions of this room</h2>
        </caption>
        <thead>
          <tr>
            <th scope="col">instance</th>
            <th scope="col">people</th>
            <th scope="col">messages</th>
            <th scope="col">seen</th>
          </tr>
        </thead>
        {versions.map((version) => (
          <VersionRows key={version.instance} version={version} />
        ))}
      </table>
      {asking === "failing" && <p className="bad">The last requests to the instances failed: {problem}</p>}
      {asking === "paused" && <p className="soft">Paused while this window was hidden.</p>}
    </section>
  );
}

function VersionRows({ version }: { version: RoomVersion }) {
  const page = usePage();
  const isShared = useValue(page.prospect, ({ state }) => state === "redis");
  const { instance, isMine, sight, room, ageSeconds, status } = version;
  const isOther = room !== null && !isMine && room.messagesOnlyThere !== null;
  const isApart = isOther && room.members.some((member) => !member.isHere && !member.isYou);
  const age = ageSeconds === 0 ? "now" : `${ageSeconds} s`;
  const seen = isMine ? "you" : { dead: "dead", stopped: "stopped", unseen: "not yet", silent: age, fresh: age }[sight];
  return (
    <tbody data-mine={isMine || undefined} data-sight={sight}>
      <tr>
        <th scope="row">
          <InstanceName instance={instance} />
        </th>
        <td data-apart={isApart || undefined}>
          {isApart && <span aria-hidden="true">≠ </span>}
          {room?.people ?? "–"}
        </td>
        <td data-apart={isApart || undefined}>{room?.messages ?? "–"}</td>
        <td className="versions-seen">{seen}</td>
      </tr>
      <tr className="versions-more">
        <td colSpan={4}>
          {sentenceOf(version, { isApart, isShared })}
          {status === "draining" && " · draining"}
        </td>
      </tr>
    </tbody>
  );
}

function sentenceOf(version: RoomVersion, how: { isApart: boolean; isShared: boolean }): string {
  const { room, sight, isMine, status } = version;
  if (sight === "dead") return how.isShared ? "the room lives on in Redis" : "what it held died with it";
  if (sight === "stopped") return how.isShared ? "the room lives on in Redis" : "it was drained; what it held is gone";
  if (sight === "silent") return "not seen for a while; this may be old";
  if (status === "degraded") return "cannot reach Redis; this may be old";
  if (sight === "unseen" && !isMine) return "has not answered yet";
  if (!room) return isMine ? "you are not in the room" : "does not hold this room";
  const names = room.members
    .toSorted((a, b) => Number(b.isYou) - Number(a.isYou))
    .slice(0, NAMES)
    .map((member) => (member.isYou ? "you" : member.name));
  const people = room.people === 0 ? "nobody is in it" : listNames(names, room.people);
  const last = room.lastMessage ? `last: ${room.lastMessage.name}, ${clock.format(room.lastMessage.at)}` : "no message";
  const only = how.isApart && room.messagesOnlyThere ? ` · ${room.messagesOnlyThere} not in yours` : "";
  return `${people} · ${last}${only}`;
}

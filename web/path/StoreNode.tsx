import { Database } from "lucide-react";
import { ActionChoice } from "../lab/ActionChoice.tsx";
import { usePage, useSlice } from "../page-context.ts";
import { Popover } from "../Popover.tsx";
import type { LabAction } from "../state/lab/lab-action.ts";
import type { LabRooms } from "../state/lab/lab-state.ts";
import { ActionSwitch } from "./ActionSwitch.tsx";

/** Where the rooms live: in each instance, or behind all of them in one store. With its switch where the lab has one. */
export function StoreNode({ onHint }: { onHint(action: LabAction | null): void }) {
  const page = usePage();
  const rooms = useSlice(page.lab, (lab) => lab.rooms);
  const isShared = useSlice(page.session, (session) => session.connection.state === "redis");
  if (!rooms) return isShared ? <div className="path-node path-store">one shared store</div> : null;
  const isOn = rooms.state === "redis";
  return (
    <div className="path-node path-store" data-shared={isOn || undefined}>
      <small className="soft">{isOn ? <RedisMenu redis={rooms.redis} /> : "rooms live in each instance"}</small>
      <span className="path-switch">
        <strong>shared state {rooms.changing ? "…" : isOn ? "on" : "off"}</strong>
        <ActionSwitch
          label="Shared state"
          isOn={isOn}
          isPossible={rooms.obstacle === null && rooms.changing === null}
          action={{ type: "set-state", state: isOn ? "memory" : "redis" }}
          onHint={onHint}
        />
      </span>
    </div>
  );
}

/** What can happen to a Redis. To somebody else's, nothing from here. */
function RedisMenu({ redis }: { redis: LabRooms["redis"] }) {
  const state = redis?.state ?? "running";
  const name = (
    <>
      <Database aria-hidden="true" /> Redis{state === "running" ? "" : ` is ${state}`}
    </>
  );
  if (!redis?.own) return <span>{name}</span>;
  return (
    <Popover label="Redis" className="link path-redis" button={name}>
      <p className="soft">{redis.address}</p>
      {state === "running" && <ActionChoice label="Kill Redis" action={{ type: "redis-kill" }} />}
      {state === "running" && <ActionChoice label="Pause Redis" action={{ type: "redis-pause" }} />}
      {state === "paused" && <ActionChoice label="Resume Redis" action={{ type: "redis-resume" }} />}
      <ActionChoice label="Restart Redis" action={{ type: "redis-restart" }} />
    </Popover>
  );
}

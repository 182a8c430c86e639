import { Icon } from "../page/Icon.tsx";
import { ActionChoice } from "../lab/ActionChoice.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { Popover } from "../page/Popover.tsx";
import { Term } from "../page/Term.tsx";
import type { LabAction } from "../lab/lab-action.ts";
import type { RoomsState } from "../../protocol/control/state.ts";
import { ActionSwitch } from "./ActionSwitch.tsx";

/** Where the rooms live: in each instance, or behind all of them in one store. With its switch where the lab has one. */
export function StoreNode({ isCut, onHint }: { isCut: boolean; onHint(action: LabAction | null): void }) {
  const page = usePage();
  const rooms = useValue(page.lab.state, (lab) => lab.rooms);
  const isShared = useValue(page.connection.now, ({ state }) => state === "redis");
  if (!rooms) return isShared ? <StoreElsewhere isCut={isCut} /> : null;
  const isOn = rooms.state === "redis";
  return (
    <div className="path-node path-store" data-shared={isOn || undefined} data-cut={isCut || undefined}>
      {isOn && (
        <small className={isCut ? "bad" : "soft"}>
          <RedisMenu redis={rooms.redis} isCut={isCut} />
        </small>
      )}
      <span className="path-switch">
        <strong>
          <Term word="shared state">shared state</Term> {rooms.changing ? "…" : isOn ? "on" : "off"}
        </strong>
        <ActionSwitch
          label="Shared state"
          isOn={isOn}
          isPossible={rooms.changing === null}
          action={{ type: "set-state", state: isOn ? "memory" : "redis" }}
          onHint={onHint}
        />
      </span>
    </div>
  );
}

/** A store that nobody here can switch. */
function StoreElsewhere({ isCut }: { isCut: boolean }) {
  return (
    <div className="path-node path-store" data-shared data-cut={isCut || undefined}>
      <span>one shared store</span>
      {isCut && (
        <small className="bad">
          <Icon name="unplugged" /> out of reach
        </small>
      )}
    </div>
  );
}

/** What can happen to a Redis. To somebody else's, nothing from here. */
function RedisMenu({ redis, isCut }: { redis: RoomsState["redis"]; isCut: boolean }) {
  const state = redis?.state ?? "running";
  const icon = isCut ? "unplugged" : "store";
  const trouble = state === "running" ? "out of reach" : state;
  const name = (
    <>
      <Icon name={icon} /> Redis{isCut && ` is ${trouble}`}
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

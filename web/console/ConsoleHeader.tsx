import { Icon } from "../page/Icon.tsx";
import { countOf } from "../page/count-of.ts";
import { useValue } from "../page/use-value.tsx";
import { useConsole } from "./console-context.tsx";

const DURATIONS: Readonly<Record<string, string>> = {
  "10": "10 seconds",
  "60": "1 minute",
  "3600": "1 hour",
  "86400": "1 day",
  "604800": "7 days",
};
const ALGORITHMS = ["round_robin", "least_outstanding_requests", "weighted_random"];

/** Which load balancer it is, its switches, and what is done with the lists below. */
export function ConsoleHeader() {
  const page = useConsole();
  const state = useValue(page.state);
  const isLost = useValue(page.isLost);
  const filter = useValue(page.filter);
  const passed = useValue(page.passedSincePause);
  const isPaused = passed !== null;
  const attributes = state?.targetGroup.attributes ?? {};
  const isSticky = attributes["stickiness.enabled"] === "true";
  const type = attributes["stickiness.type"] ?? "lb_cookie";
  const durationKey = `stickiness.${type}.duration_seconds`;
  const duration = attributes[durationKey] ?? "86400";
  const obstacle = state?.lab.obstacles.attributes ?? null;
  const isFixed = state === null || isLost || obstacle !== null;
  return (
    <header className="console-header">
      <div className="console-title">
        <h1>Console</h1>
        {state && (
          <>
            <a href={state.lab.url}>{state.lab.url}</a>
            <span className="soft">{countOf(state.targets.length, "target")}</span>
          </>
        )}
        {isLost && <strong className="bad">the control API does not answer</strong>}
      </div>
      <div className="console-switches" title={obstacle ?? undefined}>
        <span className="console-switch">
          <span>stickiness {state && (isSticky ? "on" : "off")}</span>
          <button
            type="button"
            role="switch"
            className="switch"
            aria-label="Stickiness"
            aria-checked={isSticky}
            disabled={isFixed}
            onClick={() =>
              page.modify(
                { "stickiness.enabled": String(!isSticky) },
                `Stickiness is ${isSticky ? "off" : "on"}: it counts from the next request on.`,
              )
            }
          />
        </span>
        <select
          className="select"
          aria-label="Cookie duration"
          value={duration}
          disabled={isFixed}
          onChange={({ target }) =>
            page.modify({ [durationKey]: target.value }, `A cookie is good for ${DURATIONS[target.value]} now.`)
          }
        >
          {!(duration in DURATIONS) && <option value={duration}>{duration} seconds</option>}
          {Object.entries(DURATIONS).map(([seconds, name]) => (
            <option key={seconds} value={seconds}>
              {name}
            </option>
          ))}
        </select>
        <select
          className="select"
          aria-label="Algorithm"
          value={attributes["load_balancing.algorithm.type"] ?? ALGORITHMS[0]}
          disabled={isFixed}
          onChange={({ target }) =>
            page.modify({ "load_balancing.algorithm.type": target.value }, `The algorithm is ${target.value} now.`)
          }
        >
          {ALGORITHMS.map((algorithm) => (
            // As an ALB refuses it.
            <option key={algorithm} disabled={algorithm === "weighted_random" && isSticky}>
              {algorithm}
            </option>
          ))}
        </select>
        {obstacle !== null && <span className="soft">Not from here: {obstacle}.</span>}
      </div>
      <div className="console-tools">
        <button type="button" className="button small" aria-pressed={isPaused} onClick={page.togglePause}>
          {isPaused ? `Go on (${passed} passed)` : "Pause"}
        </button>
        <input
          type="search"
          className="field console-filter"
          aria-label="Filter"
          placeholder="word -word"
          value={filter}
          onChange={({ target }) => page.filterBy(target.value)}
        />
        <button type="button" className="button small" onClick={() => void page.copy()}>
          <Icon name="copy" />
          Copy as JSON
        </button>
      </div>
    </header>
  );
}

import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { Term } from "../page/Term.tsx";
import type { LabAction } from "../lab/lab-action.ts";
import { ActionSwitch } from "./ActionSwitch.tsx";

/** The load balancer: with its switch where there is a control API, else with what can be known of it. */
export function BalancerNode({ onHint }: { onHint(action: LabAction | null): void }) {
  const page = usePage();
  const stickiness = useValue(page.lab.state, (lab) => lab.stickiness);
  const isLost = useValue(page.lab.state, (lab) => lab.status === "lost");
  const hasCookie = useValue(page.prospect, ({ cookie }) => cookie.kind !== "none");
  if (!stickiness) {
    return (
      <div className="path-node path-balancer">
        <Term word="load balancer">load balancer</Term>
        {isLost ? (
          <small className="bad">the control API does not answer</small>
        ) : (
          <small className="soft">{hasCookie ? "has set a stickiness cookie" : "has set no stickiness cookie"}</small>
        )}
      </div>
    );
  }
  return (
    <div className="path-node path-balancer">
      <small className="soft">
        <Term word="load balancer">load balancer</Term>
      </small>
      <span className="path-switch">
        <strong>
          <Term word="stickiness">stickiness</Term> {isLost && "was "}
          {stickiness.enabled ? "on" : "off"}
        </strong>
        <ActionSwitch
          label="Stickiness"
          isOn={stickiness.enabled}
          isPossible
          action={{ type: "set-stickiness", enabled: !stickiness.enabled }}
          onHint={onHint}
        />
      </span>
      {isLost && (
        <small className="bad path-lost" title="The control API does not answer: this is what it said last">
          <span className="sr-only">the control API: </span>no answer
        </small>
      )}
    </div>
  );
}

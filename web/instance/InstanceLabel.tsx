import { instanceLabel } from "./instance-label.ts";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import "./InstanceLabel.css";

/** So many characters may be cut somewhere. */
const LONG = 12;

/** An instance by name: of a host its first label, and the whole of it for who points at it, listens or copies. */
export function InstanceLabel({ instance }: { instance: string }) {
  const page = usePage();
  const label = useValue(page.sightings.instances, (instances) => instanceLabel(instance, instances));
  const rest = instance.slice(label.length);
  return (
    <span className="instance-label" title={instance.length > LONG ? instance : undefined}>
      <bdi dir="ltr">
        {label}
        {rest !== "" && <span className="instance-rest">{rest}</span>}
      </bdi>
    </span>
  );
}

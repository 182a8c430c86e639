import { InstanceLabel } from "./InstanceLabel.tsx";
import { InstanceMark } from "./InstanceMark.tsx";
import { usePage } from "./page-context.ts";
import "./InstanceName.css";

/** An instance by shape, colour and name. */
export function InstanceName({ instance }: { instance: string }) {
  const slot = usePage().slot(instance) % 8;
  return (
    <span className="instance-name" data-slot={slot}>
      <InstanceMark instance={instance} />
      <InstanceLabel instance={instance} />
    </span>
  );
}

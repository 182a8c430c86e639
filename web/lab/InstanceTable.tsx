import { InstanceName } from "../instance/InstanceName.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { instanceWord } from "./instance-life.ts";
import "./InstanceTable.css";

/** The instances as the balancer sees them. */
export function InstanceTable() {
  const page = usePage();
  const targets = useValue(page.lab.state, (lab) => lab.targets);
  return (
    <table className="instance-table" aria-label="Instances as the balancer sees them">
      <thead>
        <tr>
          <th scope="col">instance</th>
          <th scope="col">health</th>
          <th scope="col">connections</th>
          <th scope="col">requests</th>
        </tr>
      </thead>
      <tbody>
        {targets.map(({ id, health, reason, process, connections, requests }) => (
          <tr key={id}>
            <th scope="row">
              <InstanceName instance={id} />
            </th>
            <td
              className={instanceWord({ health, process }) === "healthy" ? undefined : "bad"}
              title={reason ?? undefined}
            >
              {instanceWord({ health, process })}
            </td>
            <td>{connections}</td>
            <td>{requests}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

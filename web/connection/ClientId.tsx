import { usePage } from "../page/page-context.tsx";
import { CopyButton } from "../page/CopyButton.tsx";
import { useValue } from "../page/use-value.tsx";
import "./ClientId.css";

/** Under which name the logs tell of this window's connection; in a lab, with the command that reads its story. */
export function ClientId() {
  const page = usePage();
  const id = useValue(page.connection.now, ({ id }) => id);
  const hasLab = useValue(page.lab.state, (lab) => lab.stickiness !== null);
  if (id === null) return null;
  // An id may begin with a dash.
  const text = hasLab ? `npm run logs -- --client=${id}` : id;
  return (
    <div className="client-id" role="group" aria-label="In the logs">
      <p className="soft">
        {hasLab ? "What the logs tell of you, asked for in the repository:" : "You are this client in the logs:"}
      </p>
      <code>{text}</code>
      <CopyButton what={hasLab ? "the command" : "the client id"} text={() => text} />
    </div>
  );
}

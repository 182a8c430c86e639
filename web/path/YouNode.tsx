import { Icon } from "../page/Icon.tsx";
import { Term } from "../page/Term.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";

/** This browser: its windows, and whether it holds the balancer's cookie. */
export function YouNode() {
  const page = usePage();
  const hasCookie = useValue(page.prospect, ({ cookie }) => cookie.kind !== "none");
  const windows = useValue(page.windows.list, ({ length }) => length);
  return (
    <div className="path-node path-you">
      <span>you {windows > 1 && <small className="soft path-windows">in {windows} windows</small>}</span>
      <small className={hasCookie ? "path-cookie" : "path-cookie soft"}>
        <Icon name="cookie" /> {!hasCookie && "no "}
        <Term word="cookie">cookie</Term>
      </small>
    </div>
  );
}

import { Cookie } from "lucide-react";
import { usePage, useSlice } from "../page-context.ts";

/** This browser: its windows, and whether it holds the balancer's cookie. */
export function YouNode() {
  const page = usePage();
  const hasCookie = useSlice(page.session, (session) => session.cookie.awsalb || session.cookie.awsalbcors);
  const windows = useSlice(page.tour, (tour) => tour.windows.length);
  return (
    <div className="path-node path-you">
      <span>you {windows > 1 && <small className="soft path-windows">in {windows} windows</small>}</span>
      <small className={hasCookie ? "path-cookie" : "path-cookie soft"}>
        <Cookie aria-hidden="true" /> {hasCookie ? "cookie" : "no cookie"}
      </small>
    </div>
  );
}

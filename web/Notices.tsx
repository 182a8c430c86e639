import { X } from "lucide-react";
import { usePage, useSlice } from "./page-context.ts";
import "./Notices.css";

export function Notices() {
  const page = usePage();
  const notices = useSlice(page.session, (session) => session.notices);
  return (
    <div className="notices" role="status" aria-label="Notices">
      {notices.map((notice) => (
        <div key={notice.id} className="notice" data-tone={notice.tone}>
          <span>{notice.sentence}</span>
          <button
            type="button"
            className="button icon plain"
            aria-label="Dismiss"
            onClick={() => page.actions.dismissNotice(notice.id)}
          >
            <X aria-hidden="true" />
          </button>
        </div>
      ))}
    </div>
  );
}

import { Icon } from "./Icon.tsx";
import { usePage } from "./page-context.tsx";
import { useValue } from "./use-value.tsx";
import "./Notices.css";

export function Notices() {
  const page = usePage();
  const notices = useValue(page.notices.all);
  return (
    <div className="notices" role="status" aria-label="Notices">
      {notices.map((notice) => (
        <div key={notice.id} className="notice" data-tone={notice.tone}>
          <span>{notice.sentence}</span>
          <button
            type="button"
            className="button icon plain"
            aria-label="Dismiss"
            onClick={() => page.notices.dismiss(notice.id)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}

import "./Brand.css";

/** Three instances, of which one is yours. */
export function Brand() {
  return (
    <span className="brand">
      <svg viewBox="0 0 40 14" aria-hidden="true">
        <path data-colour="0" d="M7 1.2 13 12.6H1z" />
        <circle data-colour="1" cx="20" cy="7" r="5.6" />
        <rect data-colour="2" x="27.4" y="1.4" width="11.2" height="11.2" rx="1.6" />
      </svg>
      Sticky Rooms
    </span>
  );
}

import { useCallback, useEffect, useId, useRef, type ReactNode, type ToggleEvent } from "react";
import "./Popover.css";

/** Between the button and what it opens, and between that and the window's edge. */
const GAP = 8;

interface PopoverProps {
  /** What is opened, for who cannot see it. */
  label: string;
  button: ReactNode;
  className: string;
  isOn?: boolean;
  children: ReactNode;
}

/** A button and what it opens beside itself: the browser's own popover, which Escape or a press elsewhere closes. */
export function Popover({ label, button, className, isOn, children }: PopoverProps) {
  const id = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const popover = useRef<HTMLDivElement>(null);
  const place = useCallback(() => {
    if (!opener.current || !popover.current) return;
    const { left, top, bottom } = opener.current.getBoundingClientRect();
    const { style } = popover.current;
    // From where it was last it may have had less room, and been higher.
    style.left = "0";
    const { offsetWidth, offsetHeight } = popover.current;
    const isAbove = bottom + GAP + offsetHeight > innerHeight;
    style.left = `${Math.max(GAP, Math.min(left, innerWidth - offsetWidth - GAP))}px`;
    style.top = `${isAbove ? Math.max(GAP, top - offsetHeight - GAP) : bottom + GAP}px`;
  }, []);
  useEffect(() => () => removeEventListener("resize", place), [place]);
  const follow = ({ newState }: ToggleEvent<HTMLDivElement>) => {
    if (newState === "open") {
      place();
      addEventListener("resize", place);
    } else removeEventListener("resize", place);
  };
  return (
    <>
      <button ref={opener} type="button" className={className} data-on={isOn || undefined} popoverTarget={id}>
        {button}
      </button>
      <div ref={popover} id={id} popover="auto" role="group" aria-label={label} className="popover" onToggle={follow}>
        {children}
      </div>
    </>
  );
}

import { CircleHelp, FlaskConical } from "lucide-react";
import type { ReactNode } from "react";
import { usePage, useSlice } from "../page-context.ts";
import { Brand } from "./Brand.tsx";
import { ConnectionChips } from "./ConnectionChips.tsx";
import { NameButton } from "./NameButton.tsx";
import "./Header.css";

interface HeaderProps {
  isLabOpen: boolean;
  onToggleLab(): void;
  rooms: ReactNode;
  side: ReactNode;
}

export function Header({ isLabOpen, onToggleLab, rooms, side }: HeaderProps) {
  const page = usePage();
  const room = useSlice(page.room, (state) => state.room);
  const isTourHidden = useSlice(page.tour, (tour) => tour.dismissed);
  return (
    <header className="header">
      {rooms}
      <h1 className="header-title">
        <Brand />
      </h1>
      {room && <span className="header-room">#{room}</span>}
      <ConnectionChips />
      <div className="header-actions">
        <button type="button" className="button" aria-expanded={isLabOpen} aria-controls="lab" onClick={onToggleLab}>
          <FlaskConical aria-hidden="true" />
          Lab
        </button>
        <button
          type="button"
          className="button icon"
          aria-label="First steps"
          aria-pressed={!isTourHidden}
          onClick={() => (isTourHidden ? page.actions.showTour() : page.actions.dismissTour())}
        >
          <CircleHelp aria-hidden="true" />
        </button>
        <NameButton />
        {side}
      </div>
    </header>
  );
}

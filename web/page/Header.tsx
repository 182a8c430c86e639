import type { ReactNode } from "react";
import { Icon } from "./Icon.tsx";
import { usePage } from "./page-context.tsx";
import { useMediaQuery } from "./use-media-query.tsx";
import { useValue } from "./use-value.tsx";
import { Brand } from "./Brand.tsx";
import { ConnectionChips } from "../connection/ConnectionChips.tsx";
import { StoryButton } from "../story/StoryButton.tsx";
import { NameButton } from "../session/NameButton.tsx";
import "./Header.css";

interface HeaderProps {
  isLabOpen: boolean;
  onToggleLab(): void;
  rooms: ReactNode;
  side: ReactNode;
}

export function Header({ isLabOpen, onToggleLab, rooms, side }: HeaderProps) {
  const page = usePage();
  const room = useValue(page.room.name);
  const isNarrow = useMediaQuery("(max-width: 900px)");
  const hasDetails = useValue(page.details.isOpen);
  const isTourHidden = useValue(page.tour.dismissed);
  return (
    <header className="header">
      {rooms}
      <h1 className="header-title">
        <Brand />
      </h1>
      {room && <span className="header-room">#{room}</span>}
      <ConnectionChips />
      <div className="header-actions">
        <StoryButton className="button watch" />
        {!isNarrow && (
          <button
            type="button"
            className="button"
            aria-expanded={hasDetails}
            onClick={() => page.details.show(!hasDetails)}
          >
            <Icon name="people" />
            Details
          </button>
        )}
        <button type="button" className="button" aria-expanded={isLabOpen} aria-controls="lab" onClick={onToggleLab}>
          <Icon name="lab" />
          Lab
        </button>
        <button
          type="button"
          className="button icon"
          aria-label="First steps"
          aria-pressed={!isTourHidden}
          onClick={() => page.tour.dismiss(!isTourHidden)}
        >
          <Icon name="help" />
        </button>
        <NameButton />
        {side}
      </div>
    </header>
  );
}

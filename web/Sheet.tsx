import { Menu, Users } from "lucide-react";
import { useState, type ReactNode } from "react";
import { Modal } from "./Modal.tsx";

const ICONS = { menu: Menu, people: Users };

interface SheetProps {
  side: "left" | "right";
  label: string;
  icon: keyof typeof ICONS;
  children: ReactNode;
}

/** On a narrow screen: a panel that a button brings in. */
export function Sheet({ side, label, icon, children }: SheetProps) {
  const [isOpen, setOpen] = useState(false);
  const Icon = ICONS[icon];
  return (
    <>
      <button
        type="button"
        className="button icon"
        aria-label={label}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <Icon aria-hidden="true" />
      </button>
      {isOpen && (
        <Modal title={label} place={side} onClose={() => setOpen(false)}>
          {children}
        </Modal>
      )}
    </>
  );
}

import { useState, type ReactNode } from "react";
import { Icon, type IconName } from "./Icon.tsx";
import { Modal } from "./Modal.tsx";

interface SheetProps {
  side: "left" | "right";
  label: string;
  icon: IconName;
  children: ReactNode;
}

/** On a narrow screen: a panel that a button brings in. */
export function Sheet({ side, label, icon, children }: SheetProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="button icon"
        aria-label={label}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <Icon name={icon} />
      </button>
      {isOpen && (
        <Modal title={label} place={side} onClose={() => setOpen(false)}>
          {children}
        </Modal>
      )}
    </>
  );
}

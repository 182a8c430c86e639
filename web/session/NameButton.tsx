import { useState } from "react";
import { Modal } from "../page/Modal.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { RenameForm } from "./RenameForm.tsx";
import "./NameButton.css";

/** Who I am; pressing it gives me another nickname. */
export function NameButton() {
  const page = usePage();
  const name = useValue(page.rooms.name);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="button name"
        aria-label={`${name}: change nickname`}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <span className="name-text">{name}</span>
      </button>
      {isOpen && (
        <Modal title="Change nickname" place="middle" onClose={() => setOpen(false)}>
          <RenameForm onDone={() => setOpen(false)} />
        </Modal>
      )}
    </>
  );
}

import { useId, useLayoutEffect, useRef, type ReactNode } from "react";
import { Icon } from "./Icon.tsx";
import "./Modal.css";

interface ModalProps {
  title: string;
  /** A panel at one side of a narrow screen, or a card in its middle. */
  place: "left" | "right" | "bottom" | "middle";
  onClose(): void;
  children: ReactNode;
}

/** The browser's own modal dialog: it keeps the focus, and Escape or a press beside it closes it. */
export function Modal({ title, place, onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // Before it leaves the document: only then does closing give the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // The browser focuses the first button, which closes; what the dialog is for comes first.
    element?.querySelector<HTMLElement>("[data-first-focus]")?.focus();
    return () => element?.close();
  }, []);
  return (
    // Escape is the keyboard's way; the press beside it is an extra.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      className="modal"
      data-place={place}
      aria-labelledby={titleId}
      // A dialog that was closed and opened again at once (React's strict mode does so) tells of the first close later.
      onClose={() => !dialog.current?.open && onClose()}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <div className="modal-body">
        <div className="modal-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" className="button icon plain" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}

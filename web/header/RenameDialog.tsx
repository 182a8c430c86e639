import { Dialog } from "@base-ui/react/dialog";
import { useState, type FormEvent } from "react";
import { usePage, useSlice } from "../page-context.ts";
import "./RenameDialog.css";

export function RenameDialog({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange(open: boolean): void }) {
  const page = usePage();
  const name = useSlice(page.session, (session) => session.name);
  const [error, setError] = useState("");
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const did = page.actions.rename(new FormData(event.currentTarget).get("name") as string);
    setError(did.ok ? "" : did.sentence);
    if (did.ok) onOpenChange(false);
  };
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange} modal="trap-focus">
      <Dialog.Portal>
        <Dialog.Backdrop className="sheet-backdrop" />
        <Dialog.Popup className="dialog">
          <Dialog.Title className="dialog-title">Change nickname</Dialog.Title>
          <form className="dialog-form" onSubmit={onSubmit}>
            <input
              className="field"
              name="name"
              aria-label="Nickname"
              defaultValue={name}
              required
              autoComplete="nickname"
            />
            {error && (
              <p className="bad" role="alert">
                {error}
              </p>
            )}
            <Dialog.Description className="soft">
              In all your rooms of this window. A nickname is unique as far as your instance knows.
            </Dialog.Description>
            <div className="dialog-buttons">
              <Dialog.Close className="button">Cancel</Dialog.Close>
              <button type="submit" className="button primary">
                Change
              </button>
            </div>
          </form>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

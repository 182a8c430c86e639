import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import "./SheetDialog.css";

interface SheetDialogProps {
  side: "left" | "right";
  label: string;
  isOpen: boolean;
  onOpenChange(open: boolean): void;
  children: ReactNode;
}

export function SheetDialog({ side, label, isOpen, onOpenChange, children }: SheetDialogProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange} modal="trap-focus">
      <Dialog.Portal>
        <Dialog.Backdrop className="sheet-backdrop" />
        <Dialog.Popup className="sheet" data-side={side}>
          <div className="sheet-head">
            <Dialog.Title className="sheet-title">{label}</Dialog.Title>
            <Dialog.Close className="button icon plain" aria-label="Close">
              <X aria-hidden="true" />
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

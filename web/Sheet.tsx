import { Menu, Users } from "lucide-react";
import { lazy, Suspense, useState, type ReactNode } from "react";

const SheetDialog = lazy(() => import("./SheetDialog.tsx").then((module) => ({ default: module.SheetDialog })));

const ICONS = { menu: Menu, people: Users };

interface SheetProps {
  side: "left" | "right";
  label: string;
  icon: keyof typeof ICONS;
  children: ReactNode;
}

/** On a narrow screen: a panel that a button slides in. */
export function Sheet({ side, label, icon, children }: SheetProps) {
  const [isOpen, setOpen] = useState<boolean | null>(null);
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
      {isOpen !== null && (
        <Suspense>
          <SheetDialog side={side} label={label} isOpen={isOpen} onOpenChange={setOpen}>
            {children}
          </SheetDialog>
        </Suspense>
      )}
    </>
  );
}

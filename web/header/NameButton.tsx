import { lazy, Suspense, useState } from "react";
import { usePage, useSlice } from "../page-context.ts";
import "./NameButton.css";

const RenameDialog = lazy(() => import("./RenameDialog.tsx").then((module) => ({ default: module.RenameDialog })));

/** Who I am; pressing it gives me another nickname. */
export function NameButton() {
  const page = usePage();
  const name = useSlice(page.session, (session) => session.name);
  const [isOpen, setOpen] = useState<boolean | null>(null);
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
      {isOpen !== null && (
        <Suspense>
          <RenameDialog isOpen={isOpen} onOpenChange={setOpen} />
        </Suspense>
      )}
    </>
  );
}

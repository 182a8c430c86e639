import { useState, type FormEvent } from "react";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import "./RenameForm.css";

export function RenameForm({ onDone }: { onDone(): void }) {
  const page = usePage();
  const name = useValue(page.rooms.name);
  const [error, setError] = useState("");
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const did = page.session.rename(new FormData(event.currentTarget).get("name") as string);
    if (did.ok) onDone();
    else setError(did.sentence);
  };
  return (
    <form className="rename" onSubmit={onSubmit}>
      <input
        className="field"
        data-first-focus
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
      <p className="soft">In all your rooms of this window. A nickname is unique as far as your instance knows.</p>
      <div className="rename-buttons">
        <button type="button" className="button" onClick={onDone}>
          Cancel
        </button>
        <button type="submit" className="button primary">
          Change
        </button>
      </div>
    </form>
  );
}

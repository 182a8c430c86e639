import { useState } from "react";
import { Icon } from "./Icon.tsx";

interface CopyButtonProps {
  /** What is copied, such as `timeline as JSON`. */
  what: string;
  text(): string;
}

/** Copies a text, and says whether the browser let it. */
export function CopyButton({ what, text }: CopyButtonProps) {
  const [said, setSaid] = useState("");
  const copy = () => {
    // Over plain HTTP from another machine there is no clipboard.
    const writing = navigator.clipboard?.writeText(text()) ?? Promise.reject(new Error("no clipboard"));
    writing.then(
      () => setSaid("Copied"),
      () => setSaid("This browser does not allow copying here"),
    );
  };
  return (
    <>
      <button
        type="button"
        className="button icon plain"
        aria-label={`Copy ${what}`}
        title={said || `Copy ${what}`}
        onClick={copy}
      >
        <Icon name="copy" />
      </button>
      <span className="sr-only" role="status" aria-label="Copy">
        {said}
      </span>
    </>
  );
}

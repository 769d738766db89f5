import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

export interface Wrong {
  /** The id of the field that the sentence is about; none for the whole form. */
  field?: string;
  sentence: string;
}

/** The GOV.UK pattern: what is wrong, at the top, in focus, each a way to its field. A form that takes away what was mended meanwhile names what is `still` wrong. */
export function ErrorSummary({ wrongs, still = wrongs }: { wrongs: Wrong[]; still?: Wrong[] }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => { if (wrongs.length) heading.current?.focus(); }, [wrongs]);
  if (!still.length) return null;
  return (
    <div class="error-summary" role="alert">
      <h2 ref={heading} tabIndex={-1}>There is a problem</h2>
      <ul>
        {still.map(({ field, sentence }) => (
          <li key={sentence}>{field ? <a href={`#${field}`} onClick={(event) => toField(event, field)}>{sentence}</a> : sentence}</li>
        ))}
      </ul>
    </div>
  );
}

function toField(event: Event, field: string): void {
  event.preventDefault();
  document.getElementById(field)?.focus();
}

/** A labelled field with its hint and its own sentence when it is wrong. */
export function Field({ id, label, hint, wrong, children }: {
  id: string; label: string; hint?: string; wrong?: string | undefined; children: ComponentChildren;
}) {
  return (
    <div class={wrong ? "field field-wrong" : "field"}>
      <label for={id}>{label}</label>
      {hint && <span class="hint" id={`${id}-hint`}>{hint}</span>}
      {wrong && <span class="wrong" id={`${id}-wrong`}><span class="unseen">Error: </span>{wrong}</span>}
      {children}
    </div>
  );
}

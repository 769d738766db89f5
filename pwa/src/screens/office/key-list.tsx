import type { ComponentChild } from "preact";
import { dayOf } from "../../domain/times.ts";

interface Key {
  id: string;
  label: string;
  withdrawn_by: string | null;
  withdrawn_at: string | null;
}

interface Props<Row extends Key> {
  id: string;
  title: string;
  /** Null until the server has answered. */
  items: readonly Row[] | null;
  /** What the key stood for, beside a withdrawn one. */
  words: (row: Row) => string;
  row: (row: Row) => ComponentChild;
}

/** The keys that open something, and below them those that do so no longer. */
export function KeyList<Row extends Key>({ id, title, items, words, row }: Props<Row>) {
  const inUse = items?.filter(({ withdrawn_at }) => !withdrawn_at) ?? [];
  const withdrawn = items?.filter(({ withdrawn_at }) => withdrawn_at) ?? [];
  return (
    <section class="office-box" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {items && inUse.length === 0 && <p class="soft">None yet.</p>}
      <ul class="office-list">{inUse.map(row)}</ul>
      {withdrawn.length > 0 && (
        <details>
          <summary>{withdrawn.length} withdrawn</summary>
          <ul class="office-list">
            {withdrawn.map((gone) => <li key={gone.id} class="office-row office-gone"><b>{gone.label}</b><span>{words(gone)}</span><span class="soft">withdrawn by {gone.withdrawn_by}, {dayOf(gone.withdrawn_at ?? "")}</span></li>)}
          </ul>
        </details>
      )}
    </section>
  );
}

import type { Draft } from "./draft.ts";

/** What is wrong, save and undo, at the foot of a list that is changed. */
export function Saving({ draft, label }: { draft: Pick<Draft<unknown>, "isChanged" | "wrong" | "said" | "undo">; label: string }) {
  return (
    <>
      {draft.wrong && <p class="note note-danger" role="alert">{draft.wrong}</p>}
      <div class="steps-do">
        <button type="submit" class="btn btn-strong" disabled={!draft.isChanged}>{label}</button>
        {draft.isChanged && <><button type="button" class="btn" onClick={draft.undo}>Undo</button><b class="trained-out">Changed, not saved</b></>}
        {draft.said && <span role="status">{draft.said}</span>}
      </div>
    </>
  );
}

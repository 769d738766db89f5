import { useState } from "preact/hooks";
import type { LookupReason } from "../../domain/lookup.ts";

export interface Chosen {
  reason: string;
  words: string;
}

/** What is asked most on the street stands in front: the list's own order says which. */
const LIKELY = 3;

/** Why: one tap. Those that need the job come from the job by themselves; the rarer ones are one tap further away. */
export function ReasonChoice({ reasons, chosen, onChange }: { reasons: LookupReason[]; chosen: Chosen; onChange: (next: Chosen) => void }) {
  const [all, setAll] = useState(false);
  const free = reasons.filter(({ needs_incident }) => !needs_incident);
  const taken = free.find(({ code }) => code === chosen.reason);
  const likely = free.slice(0, LIKELY);
  const shown = all ? free : taken && !likely.includes(taken) ? [...likely, taken] : likely;
  const take = (code: string): void => {
    onChange({ ...chosen, reason: code });
    // The choice is made: what is typed next must not lie below it.
    setAll(false);
  };
  return (
    <>
      <fieldset class="segments">
        <legend>Why</legend>
        <div class="ask-reasons">
          {shown.map(({ code, label }) => <button key={code} type="button" class="btn" aria-pressed={code === chosen.reason} onClick={() => take(code)}>{label}</button>)}
          {free.length > LIKELY && <button type="button" class="btn" aria-expanded={all} onClick={() => setAll(!all)}>{all ? "Fewer reasons" : "Another reason"}</button>}
        </div>
      </fieldset>
      {taken?.needs_text && (
        <div class="field">
          <label for="look-why">In a few words</label>
          <input id="look-why" value={chosen.words} maxLength={500} onInput={(event) => onChange({ ...chosen, words: event.currentTarget.value })} />
        </div>
      )}
    </>
  );
}

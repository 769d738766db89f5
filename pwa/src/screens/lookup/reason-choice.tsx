import type { LookupReason } from "../../domain/lookup.ts";

export interface Chosen {
  reason: string;
  words: string;
}

/** Why: one tap. Those that need the job come from the job by themselves. */
export function ReasonChoice({ reasons, chosen, onChange }: { reasons: LookupReason[]; chosen: Chosen; onChange: (next: Chosen) => void }) {
  const free = reasons.filter(({ needs_incident }) => !needs_incident);
  const needsWords = free.find(({ code }) => code === chosen.reason)?.needs_text ?? false;
  return (
    <>
      <fieldset class="segments">
        <legend>Why</legend>
        <div class="ask-reasons">
          {free.map(({ code, label }) => <button key={code} type="button" class="btn" aria-pressed={code === chosen.reason} onClick={() => onChange({ ...chosen, reason: code })}>{label}</button>)}
        </div>
      </fieldset>
      {needsWords && (
        <div class="field">
          <label for="look-why">In a few words</label>
          <input id="look-why" value={chosen.words} maxLength={500} onInput={(event) => onChange({ ...chosen, words: event.currentTarget.value })} />
        </div>
      )}
    </>
  );
}

// One field, five kinds, a reason: what is asked.
import { useRef, useState } from "preact/hooks";
import { LOOK_FOR, type LookFor } from "../../domain/lookup.ts";
import { canScan, canSpeak, listen, plateFrom, scan } from "./listening.ts";

export interface Asked {
  kind: LookFor;
  typed: string;
  born: string;
}

export function AskForm({ asked, busy, onChange, onAsk }: { asked: Asked; busy: boolean; onChange: (next: Asked) => void; onAsk: () => void }) {
  const chosen = LOOK_FOR.find(({ kind }) => kind === asked.kind);
  const field = useRef<HTMLInputElement>(null);
  return (
    <form class="ask" noValidate onSubmit={(event) => { event.preventDefault(); if (!busy) onAsk(); }}>
      <fieldset class="segments">
        <legend>Look for</legend>
        <div class="ask-kinds">
          {LOOK_FOR.map(({ kind, label }) => (
            <button key={kind} type="button" class="btn" aria-pressed={kind === asked.kind} onClick={() => { onChange({ ...asked, kind }); field.current?.focus(); }}>{label}</button>
          ))}
        </div>
      </fieldset>
      <div class="field">
        <label for="look-term">{chosen?.field}</label>
        <span class="hint" id="look-term-hint">{chosen?.hint}</span>
        <input ref={field} id="look-term" aria-describedby="look-term-hint" value={asked.typed} maxLength={asked.kind === "words" ? 200 : 120} autocomplete="off" autocapitalize="characters" spellcheck={false} enterkeyhint="search"
          inputMode={asked.kind === "phones" ? "tel" : "text"} onInput={(event) => onChange({ ...asked, typed: event.currentTarget.value })} />
      </div>
      <Ears kind={asked.kind} onWords={(typed) => onChange({ ...asked, typed })} />
      {asked.kind === "people" && (
        <div class="field">
          <label for="look-born">Date of birth or age</label>
          <span class="hint" id="look-born-hint">12/03/1994, 1994, about 25, 20-30</span>
          <input id="look-born" aria-describedby="look-born-hint" value={asked.born} maxLength={40} autocomplete="off" onInput={(event) => onChange({ ...asked, born: event.currentTarget.value })} />
        </div>
      )}
      <button type="submit" class="act" disabled={busy}>{busy ? "Looking…" : "Look up"}</button>
    </form>
  );
}

/** Scan and speak: only where this browser has them. */
function Ears({ kind, onWords }: { kind: LookFor; onWords: (words: string) => void }) {
  const [said, setSaid] = useState("");
  const photo = useRef<HTMLInputElement>(null);
  if (!canSpeak() && !canScan()) return null;
  const take = (words: string | null): void => {
    setSaid(words ? "" : "Nothing was understood. Type it.");
    if (words) onWords(kind === "vehicles" ? plateFrom(words) : words);
  };
  return (
    <div class="pair">
      {canSpeak() && <button type="button" class="btn" onClick={() => void listen().then(take)}>Speak</button>}
      {canScan() && <button type="button" class="btn" onClick={() => photo.current?.click()}>Scan</button>}
      {canScan() && <input ref={photo} class="unseen" type="file" accept="image/*" capture="environment" tabIndex={-1} aria-label="Photograph to scan" onChange={(event) => { const file = event.currentTarget.files?.[0]; if (file) void scan(file).then(take, () => take(null)); }} />}
      {said && <p class="hint" role="status">{said}</p>}
    </div>
  );
}

// One field, five kinds, and what tells apart those who fit: what is asked.
import { useEffect, useRef, useState } from "preact/hooks";
import { type Asked, LOOK_FOR, type LookFor } from "../../domain/lookup.ts";
import { canScan, canSpeak, listen, plateFrom, scan, type Understood } from "./listening.ts";

type Fact = "born" | "postcode" | "looks";

const FACTS: Partial<Record<LookFor, readonly { fact: Fact; label: string; hint: string; most: number }[]>> = {
  people: [
    { fact: "born", label: "Date of birth or age", hint: "12/03/1994, about 25", most: 40 },
    { fact: "postcode", label: "Where", hint: "E2 0QN, Hackney", most: 40 },
  ],
  vehicles: [{ fact: "looks", label: "Looks", hint: "Colour, make or model", most: 60 }],
};

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
        <div class="ask-line">
          <input ref={field} id="look-term" aria-describedby="look-term-hint" value={asked.typed} maxLength={asked.kind === "words" ? 200 : 120} autocomplete="off" autocapitalize="characters" spellcheck={false} enterkeyhint="search"
            inputMode={asked.kind === "phones" ? "tel" : "text"} onInput={(event) => onChange({ ...asked, typed: event.currentTarget.value })} />
          <Ears kind={asked.kind} onWords={(typed) => onChange({ ...asked, typed })} />
        </div>
      </div>
      <div class="ask-facts">
        {FACTS[asked.kind]?.map(({ fact, label, hint, most }) => (
          <div key={fact} class="field">
            <label for={`look-${fact}`}>{label}</label>
            <span class="hint" id={`look-${fact}-hint`}>{hint}</span>
            <input id={`look-${fact}`} aria-describedby={`look-${fact}-hint`} value={asked[fact]} maxLength={most} autocomplete="off" enterkeyhint="search" onInput={(event) => onChange({ ...asked, [fact]: event.currentTarget.value })} />
          </div>
        ))}
      </div>
      <button type="submit" class="act" disabled={busy}>{busy ? "Looking…" : "Look up"}</button>
    </form>
  );
}

/** Scan and speak: only where this browser has them. */
function Ears({ kind, onWords }: { kind: LookFor; onWords: (words: string) => void }) {
  const [said, setSaid] = useState("");
  const [hears, setHears] = useState(false);
  const photo = useRef<HTMLInputElement>(null);
  useEffect(() => void canSpeak().then(setHears), []);
  const isPlate = kind === "vehicles";
  const scans = canScan(isPlate);
  if (!hears && !scans) return null;
  const take = (understood: Understood): void => {
    setSaid("problem" in understood ? understood.problem : "");
    if ("words" in understood) onWords(isPlate ? plateFrom(understood.words) : understood.words);
  };
  const failed = (): void => take({ problem: "The photograph could not be read. Type it." });
  return (
    <>
      {hears && <button type="button" class="btn" onClick={() => void listen().then(take)}>Speak</button>}
      {scans && <button type="button" class="btn" onClick={() => photo.current?.click()}>Scan</button>}
      {scans && <input ref={photo} class="unseen" type="file" accept="image/*" capture="environment" tabIndex={-1} aria-label="Photograph to scan" onChange={(event) => { const file = event.currentTarget.files?.[0]; if (file) void scan(file, isPlate).then(take, failed); }} />}
      {said && <p class="hint" role="status">{said}</p>}
    </>
  );
}

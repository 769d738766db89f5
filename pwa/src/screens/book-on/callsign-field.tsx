import { useState } from "preact/hooks";
import type { BookOnChoices } from "../../domain/rows.ts";

type UnitChoice = BookOnChoices["units"][number];
const MOST = 8;

/** Type a part of the callsign, tap it. Own pod first, and what is on duty already says by whom. */
export function CallsignField({ units, pod, chosen, onChoose }: { units: UnitChoice[]; pod: string; chosen: string | null; onChoose: (id: string | null) => void }) {
  const [typed, setTyped] = useState("");
  const unit = units.find(({ id }) => id === chosen);
  if (unit) {
    return (
      <div class="field">
        <span class="label">Callsign</span>
        <div class="chosen"><span><b class="mono callsign-word">{unit.callsign}</b> <span class="soft">{unit.kind} · {unit.pod}</span></span>
          <button type="button" class="btn" onClick={() => onChoose(null)}>Change<span class="unseen"> callsign</span></button></div>
      </div>
    );
  }
  const found = matching(units, pod, typed);
  return (
    <div class="field">
      <label for="callsign">Callsign</label>
      <span class="hint" id="callsign-hint">Type a part of it, such as {pod}2</span>
      <input id="callsign" class="mono" autocomplete="off" autocapitalize="characters" spellcheck={false} maxLength={12} aria-describedby="callsign-hint"
        value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
      <ul class="callsigns" aria-label="Callsigns">
        {found.slice(0, MOST).map((one) => <li key={one.id}><CallsignButton unit={one} onChoose={onChoose} /></li>)}
      </ul>
      <p class="hint" role="status">{found.length > MOST ? `${found.length} match: type more` : found.length ? "" : "No callsign like that"}</p>
    </div>
  );
}

const CallsignButton = ({ unit, onChoose }: { unit: UnitChoice; onChoose: (id: string) => void }) => (
  <button type="button" class="btn callsign-choice" disabled={unit.on_duty} onClick={() => onChoose(unit.id)}>
    <b class="mono">{unit.callsign}</b> <span class="soft">{unit.on_duty ? `on duty: ${unit.crew.join(", ") || "crew"}` : unit.kind}</span>
  </button>
);

export function matching(units: UnitChoice[], pod: string, typed: string): UnitChoice[] {
  const part = typed.trim().toUpperCase();
  const rank = (unit: UnitChoice) => Number(unit.on_duty) * 4 + Number(unit.pod !== pod) * 2 + Number(!unit.callsign.startsWith(part));
  return units.filter(({ callsign }) => callsign.includes(part)).sort((a, b) => rank(a) - rank(b) || a.callsign.localeCompare(b.callsign, "en", { numeric: true }));
}

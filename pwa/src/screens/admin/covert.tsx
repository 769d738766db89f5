import { useState } from "preact/hooks";
import { covertUnits, setCovert } from "../../api/administration.ts";
import { ApiError, sentenceFor } from "../../api/errors.ts";
import { useLooking } from "../office/use-looking.ts";

/** Units that only supervisors and their own crews see. */
export function Covert() {
  const { found, problem, look } = useLooking(covertUnits);
  const [callsign, setCallsign] = useState("");
  const [wrong, setWrong] = useState("");

  async function set(name: string, isCovert: boolean): Promise<void> {
    try {
      await setCovert(name, isCovert);
      setWrong("");
      setCallsign("");
      await look();
    } catch (error) {
      setWrong(error instanceof ApiError ? Object.values(error.details).flat().join(" ") || error.message : sentenceFor(error));
    }
  }

  const callsigns = found?.callsigns ?? [];
  const said = wrong || problem;
  return (
    <section class="office-box" aria-labelledby="covert">
      <h2 id="covert">Covert units</h2>
      <p class="soft">On the boards of supervisors and on their own handsets, and nowhere else: no other board, card, map, list or trail has them. Only a supervisor tasks them. What one did while it was covert stays hidden when it is so no more. A call for help of theirs reaches every board.</p>
      {found && callsigns.length === 0 && <p class="soft">None.</p>}
      {callsigns.length > 0 && (
        <ul class="covert-list">
          {callsigns.map((name) => <li key={name}><b class="mono">{name}</b> <button type="button" class="btn" aria-label={`${name} is covert no more`} onClick={() => void set(name, false)}>No more</button></li>)}
        </ul>
      )}
      <form class="office-line" onSubmit={(event) => { event.preventDefault(); void set(callsign.trim(), true); }}>
        <label for="covert-callsign">Callsign</label>
        <input id="covert-callsign" class="mono" value={callsign} required maxLength={12} autocomplete="off" spellcheck={false} onInput={(event) => setCallsign(event.currentTarget.value)} />
        <button type="submit" class="btn">Make covert</button>
      </form>
      {said && <p class="note note-danger" role="alert">{said}</p>}
    </section>
  );
}

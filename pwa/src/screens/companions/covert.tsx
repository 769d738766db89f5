import { useState } from "preact/hooks";
import { sentenceFor } from "../../api/errors.ts";
import { setCovert } from "../../api/partners.ts";

/** Units whose places are in no feed, no trail and no replay. */
export function Covert({ callsigns, onDone }: { callsigns: string[]; onDone: () => Promise<void> }) {
  const [callsign, setCallsign] = useState("");
  const [wrong, setWrong] = useState("");

  async function set(name: string, isCovert: boolean): Promise<void> {
    try {
      await setCovert(name, isCovert);
      setWrong("");
      setCallsign("");
      await onDone();
    } catch (error) {
      setWrong(sentenceFor(error));
    }
  }

  return (
    <section class="companions-box" aria-labelledby="covert">
      <h2 id="covert">Covert units</h2>
      <p class="soft">Their places are in no partner's feed, no trail and no replay, for nobody.</p>
      {callsigns.length > 0 && (
        <ul class="companions-list">
          {callsigns.map((name) => <li key={name} class="keeping-form"><b class="mono">{name}</b> <button type="button" class="btn" aria-label={`${name} is covert no more`} onClick={() => void set(name, false)}>No more</button></li>)}
        </ul>
      )}
      <form class="keeping-form" onSubmit={(event) => { event.preventDefault(); void set(callsign.trim(), true); }}>
        <label for="covert-callsign">Callsign</label>
        <input id="covert-callsign" class="mono" value={callsign} required maxLength={12} autocomplete="off" spellcheck={false} onInput={(event) => setCallsign(event.currentTarget.value)} />
        <button type="submit" class="btn">Make covert</button>
      </form>
      {wrong && <p class="note note-danger" role="alert">{wrong}</p>}
    </section>
  );
}

import { useState } from "preact/hooks";
import { type BookedOut, correctEquipment, equipmentOf } from "../../api/administration.ts";
import { sentenceFor } from "../../api/errors.ts";

/** What a unit on duty has with it, as its crew said at book-on or somebody corrected it since. */
export function Equipment() {
  const [callsign, setCallsign] = useState("");
  const [found, setFound] = useState<BookedOut | null>(null);
  const [said, setSaid] = useState({ words: "", isWrong: false });

  async function tryTo(act: () => Promise<string>): Promise<void> {
    try {
      setSaid({ words: await act(), isWrong: false });
    } catch (error) {
      setSaid({ words: sentenceFor(error), isWrong: true });
    }
  }

  const find = (): Promise<void> => tryTo(async () => {
    setFound(null);
    setFound(await equipmentOf(callsign.trim()));
    return "";
  });

  const correct = (of: string, codes: string[]): Promise<void> => tryTo(async () => {
    await correctEquipment(of, codes);
    setFound(await equipmentOf(of));
    return `${of} has ${codes.length ? "this" : "nothing"} booked out now.`;
  });

  return (
    <section class="office-box" aria-labelledby="equipment">
      <h2 id="equipment">Equipment of units on duty</h2>
      <p class="soft">The crew says at book-on what it has booked out. A unit is sent where equipment is asked for only if it has it; where nobody said, that is taken for granted and the skill alone counts.</p>
      <form class="office-line" role="search" onSubmit={(event) => { event.preventDefault(); void find(); }}>
        <label for="equipped">Unit</label>
        <input id="equipped" class="mono" value={callsign} required maxLength={12} autocomplete="off" spellcheck={false} onInput={(event) => setCallsign(event.currentTarget.value)} />
        <button type="submit" class="btn">Show its equipment</button>
      </form>
      {found && <Booked key={`${found.callsign} ${found.equipment?.join()}`} found={found} onCorrect={correct} />}
      {said.words && <p class={said.isWrong ? "note note-danger" : "note"} role={said.isWrong ? "alert" : "status"}>{said.words}</p>}
    </section>
  );
}

function Booked({ found, onCorrect }: { found: BookedOut; onCorrect: (callsign: string, codes: string[]) => Promise<void> }) {
  const [has, setHas] = useState(found.equipment ?? []);
  const toggle = (code: string): void => setHas(has.includes(code) ? has.filter((one) => one !== code) : [...has, code]);
  return (
    <form class="trained" aria-label={`Equipment of ${found.callsign}`} onSubmit={(event) => { event.preventDefault(); void onCorrect(found.callsign, has); }}>
      <fieldset class="office-of">
        <legend><span class="mono">{found.callsign}</span> has booked out{found.equipment === null && <span class="soft"> (nobody said)</span>}</legend>
        {found.kinds.map(({ code, label }) => (
          <label key={code}><input type="checkbox" checked={has.includes(code)} onChange={() => toggle(code)} /> {label}</label>
        ))}
      </fieldset>
      <div><button type="submit" class="btn">Correct the equipment</button></div>
    </form>
  );
}

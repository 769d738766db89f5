import { useState } from "preact/hooks";

const payNumber = /^[A-Z]\d{6}$/;

/** Who else is on this callsign, by pay number. */
export function CrewField({ crew, own, onChange }: { crew: string[]; own: string; onChange: (crew: string[]) => void }) {
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState("");

  function add(): void {
    const number = typed.trim().toUpperCase();
    if (!payNumber.test(number)) return setWrong("Enter a pay number: a letter and six digits, such as P234567");
    if (number === own) return setWrong("You are on the crew already");
    onChange([...crew.filter((one) => one !== number), number]);
    setTyped("");
    setWrong("");
  }

  return (
    <div class={wrong ? "field field-wrong" : "field"}>
      <label for="crew">Crew beside you</label>
      <span class="hint" id="crew-hint">Pay number of each. Leave empty when you are on your own.</span>
      {wrong && <span class="wrong" id="crew-wrong" role="alert">{wrong}</span>}
      <div class="with-button">
        <input id="crew" class="mono" autocomplete="off" autocapitalize="characters" spellcheck={false} maxLength={10} aria-describedby="crew-hint"
          value={typed} onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => { if (event.key === "Enter") { event.preventDefault(); add(); } }} />
        <button type="button" class="btn" onClick={add}>Add</button>
      </div>
      <ul class="crew">
        {crew.map((number) => (
          <li key={number} class="chosen"><span class="mono">{number}</span>
            <button type="button" class="btn" onClick={() => onChange(crew.filter((one) => one !== number))}>Remove<span class="unseen"> {number}</span></button></li>
        ))}
      </ul>
    </div>
  );
}

import { useState } from "preact/hooks";
import { ApiError, sentenceFor } from "../../api/errors.ts";
import { makeCompanion, type Protocol } from "../../api/positions.ts";

const PROTOCOLS: [Protocol, string][] = [
  ["owntracks", "OwnTracks (phone)"],
  ["osmand", "Traccar Client or OsmAnd (phone, tracker)"],
  ["cot", "TAK: ATAK, WinTAK, iTAK"],
  ["lip", "Airwave radio, by an SDS gateway"],
];

interface Made {
  protocol: Protocol;
  label: string;
  key: string;
}

/** What is typed where, in the words of the app itself. */
function lines({ protocol, key }: Made, cotPort: number | null): [string, string][] {
  const here = location.origin;
  switch (protocol) {
    case "owntracks": return [["Mode", "HTTP"], ["URL", `${here}/companions/owntracks`], ["Username", "any"], ["Password", key]];
    case "osmand": return [["Device identifier", key], ["Server URL", `${here}/companions/osmand`]];
    case "cot": return cotPort
      ? [["Server", `${location.hostname}, port ${cotPort}, TCP`], ["Use authentication", "yes"], ["Username", "any"], ["Password", key]]
      : [["Server", "TAK is not switched on here: an operator sets COT_PORT"], ["Password", key]];
    case "lip": return [["Address", `${here}/companions/lip`], ["Header", `Authorization: Bearer ${key}`], ["Body", "the payload of the SDS in hexadecimal, as text"]];
  }
}

/** Makes a key. It is shown once, with where it goes. */
export function NewKey({ cotPort, onMade }: { cotPort: number | null; onMade: () => Promise<void> }) {
  const [protocol, setProtocol] = useState<Protocol>("owntracks");
  const [label, setLabel] = useState("");
  const [of, setOf] = useState<"officer" | "vehicle">("officer");
  const [whose, setWhose] = useState("");
  const [wrong, setWrong] = useState("");
  const [made, setMade] = useState<Made | null>(null);
  const [busy, setBusy] = useState(false);

  async function make(event: Event): Promise<void> {
    event.preventDefault();
    setBusy(true);
    try {
      const bound = of === "officer" ? { pay_number: whose.trim() } : { vehicle: whose.trim() };
      const { key } = await makeCompanion({ protocol, label: label.trim(), ...bound });
      setMade({ protocol, label: label.trim(), key });
      setWrong("");
      setLabel("");
      setWhose("");
      await onMade();
    } catch (error) {
      setWrong(error instanceof ApiError ? [error.message, ...Object.values(error.details).flat()].join(" ") : sentenceFor(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <section class="office-box" aria-labelledby="new-key">
      <h2 id="new-key">Give a key</h2>
      <form class="office-form" onSubmit={(event) => void make(event)}>
        <div class="field">
          <label for="protocol">What it is</label>
          <select id="protocol" value={protocol} onChange={(event) => setProtocol(event.currentTarget.value as Protocol)}>
            {PROTOCOLS.map(([value, words]) => <option key={value} value={value}>{words}</option>)}
          </select>
        </div>
        <div class="field">
          <label for="label">What people call it</label>
          <input id="label" value={label} required minLength={2} maxLength={80} autocomplete="off" placeholder="Their own phone" onInput={(event) => setLabel(event.currentTarget.value)} />
        </div>
        <fieldset class="office-of">
          <legend>Whose place it tells</legend>
          <label><input type="radio" name="of" checked={of === "officer"} onChange={() => setOf("officer")} /> an officer's</label>
          <label><input type="radio" name="of" checked={of === "vehicle"} onChange={() => setOf("vehicle")} /> a vehicle's</label>
        </fieldset>
        <div class={`field ${wrong ? "field-wrong" : ""}`}>
          <label for="whose">{of === "officer" ? "Pay number" : "Registration"}</label>
          <input id="whose" value={whose} required maxLength={20} autocomplete="off" spellcheck={false} aria-invalid={wrong ? "true" : undefined} aria-describedby={wrong ? "key-wrong" : undefined} onInput={(event) => setWhose(event.currentTarget.value)} />
        </div>
        {wrong && <p id="key-wrong" class="note note-danger" role="alert">{wrong}</p>}
        <button type="submit" class="btn btn-strong" disabled={busy}>Make the key</button>
      </form>
      {made && (
        <div class="office-key" role="status">
          <h3>{made.label}: type this into it now</h3>
          <p>The key is shown this once. Whoever has it can tell where the unit is, and nothing else.</p>
          <dl>{lines(made, cotPort).map(([name, value]) => <div key={name}><dt>{name}</dt><dd class="mono">{value}</dd></div>)}</dl>
          <button type="button" class="btn" onClick={() => setMade(null)}>Done</button>
        </div>
      )}
    </section>
  );
}

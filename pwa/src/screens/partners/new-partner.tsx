import { useState } from "preact/hooks";
import { ApiError, sentenceFor } from "../../api/errors.ts";
import { type Form, makePartner, type Partners } from "../../api/partners.ts";

const FORMS: [Form, string][] = [["geojson", "GeoJSON over HTTPS"], ["cot", "TAK (Cursor on Target) over TCP"]];
const DELAYS: [number, string][] = [[0, "At once"], [60, "1 minute late"], [300, "5 minutes late"], [900, "15 minutes late"], [3600, "1 hour late"]];

interface Made {
  form: Form;
  label: string;
  key: string;
}

/** What is typed where at the partner's end. */
function lines({ form, key }: Made, port: number | null): [string, string][] {
  if (form === "geojson") return [["Address", `${location.origin}/partners/units.geojson`], ["Header", `Authorization: Bearer ${key}`], ["How often", "once a second at most, with If-None-Match"]];
  const server = port ? `${location.hostname}, port ${port}, TCP` : "TAK for partners is not switched on here: an operator sets COT_OUT_PORT";
  return [["Server", server], ["Use authentication", "yes"], ["Username", "any"], ["Password", key]];
}

/** Makes a key for a partner; the least is what stands there at first. */
export function NewPartner({ known, onMade }: { known: Partners; onMade: () => Promise<void> }) {
  const [form, setForm] = useState<Form>("geojson");
  const [label, setLabel] = useState("");
  const [area, setArea] = useState("");
  const [kinds, setKinds] = useState<string[]>([]);
  const [exact, setExact] = useState(false);
  const [delay, setDelay] = useState(60);
  const [wrong, setWrong] = useState("");
  const [made, setMade] = useState<Made | null>(null);

  async function make(event: Event): Promise<void> {
    event.preventDefault();
    const [kind = "", code = ""] = area.split(/:(.*)/s);
    try {
      const { key } = await makePartner({ form, label: label.trim(), area: area ? { kind, code } : null, kinds, is_precise: exact, delay_s: delay });
      setMade({ form, label: label.trim(), key });
      setWrong("");
      setLabel("");
      await onMade();
    } catch (error) {
      setWrong(error instanceof ApiError ? [error.message, ...Object.values(error.details).flat()].join(" ") : sentenceFor(error));
    }
  }

  const toggle = (kind: string, on: boolean): void => setKinds(on ? [...kinds, kind] : kinds.filter((one) => one !== kind));
  return (
    <section class="office-box" aria-labelledby="new-partner">
      <h2 id="new-partner">Give a partner a key</h2>
      <form class="office-form" onSubmit={(event) => void make(event)}>
        <div class="field">
          <label for="partner-label">Who it is for</label>
          <input id="partner-label" value={label} required minLength={2} maxLength={80} autocomplete="off" placeholder="London Ambulance control" onInput={(event) => setLabel(event.currentTarget.value)} />
        </div>
        <div class="field">
          <label for="partner-form">How they ask</label>
          <select id="partner-form" value={form} onChange={(event) => setForm(event.currentTarget.value as Form)}>{FORMS.map(([value, words]) => <option key={value} value={value}>{words}</option>)}</select>
        </div>
        <div class="field">
          <label for="partner-area">Where</label>
          <select id="partner-area" value={area} onChange={(event) => setArea(event.currentTarget.value)}>
            <option value="">Everywhere</option>
            {known.areas.map(({ kind, code, name }) => <option key={kind + code} value={`${kind}:${code}`}>{name}{kind === "pod" ? " BCU" : ""}</option>)}
          </select>
        </div>
        <div class="field">
          <label for="partner-delay">How late</label>
          <select id="partner-delay" value={delay} onChange={(event) => setDelay(Number(event.currentTarget.value))}>{DELAYS.map(([value, words]) => <option key={value} value={value}>{words}</option>)}</select>
        </div>
        <fieldset class="office-of">
          <legend>Which units <span class="soft">(none ticked: all)</span></legend>
          {known.unit_kinds.map((kind) => <label key={kind}><input type="checkbox" checked={kinds.includes(kind)} onChange={(event) => toggle(kind, event.currentTarget.checked)} /> {kind}</label>)}
        </fieldset>
        <fieldset class="office-of">
          <legend>How exactly</legend>
          <label><input type="radio" name="exact" checked={!exact} onChange={() => setExact(false)} /> squares of 500 m</label>
          <label><input type="radio" name="exact" checked={exact} onChange={() => setExact(true)} /> exact places</label>
        </fieldset>
        {wrong && <p class="note note-danger" role="alert">{wrong}</p>}
        <button type="submit" class="btn btn-strong">Make the partner's key</button>
      </form>
      {made && (
        <div class="office-key" role="status">
          <h3>For {made.label}: hand this over now</h3>
          <p>The key is shown this once.</p>
          <dl>{lines(made, known.cot_out_port).map(([name, value]) => <div key={name}><dt>{name}</dt><dd class="mono">{value}</dd></div>)}</dl>
          <button type="button" class="btn" onClick={() => setMade(null)}>Handed over</button>
        </div>
      )}
    </section>
  );
}

import { useEffect, useState } from "preact/hooks";
import { sentenceFor } from "../../../api/errors.ts";
import { type Area, type AskedReplay, cadOf, replayAreas, replayOf } from "../../../api/replays.ts";
import { fromLondonField, toLondonField } from "../../../domain/london-field.ts";
import type { Replay } from "../../../domain/replay.ts";
import type { Codes } from "../../../domain/rows.ts";
import type { Bounds } from "../../../map/geometry.ts";
import { ErrorSummary, Field, type Wrong } from "../../../ui/error-summary.tsx";

type About = "incident" | "area" | "map";

const ABOUTS: readonly [About, string][] = [["incident", "An incident"], ["area", "A borough or BCU"], ["map", "What the map shows"]];
const SPANS: readonly [number, string][] = [[10, "10 minutes"], [30, "30 minutes"], [60, "1 hour"], [120, "2 hours"], [240, "4 hours"]];

/** Which incident the address names: an id, and nothing about anybody. */
const named = (): string | null => new URLSearchParams(location.search).get("incident");

interface Props {
  codes: Codes;
  onReplay: (replay: Replay) => void;
  /** What the map shows now, or null where there is no map. */
  visible: () => Bounds | null;
}

/** `2026-11-29T05:30`, to the minute. */
const halfAnHourAgo = (): string => toLondonField(Date.now() - 30 * 60_000).slice(0, 16);

export function AskForm({ codes, onReplay, visible }: Props) {
  const [about, setAbout] = useState<About>("incident");
  const [areas, setAreas] = useState<Area[]>([]);
  const [cad, setCad] = useState("");
  const [area, setArea] = useState("");
  const [since, setSince] = useState(halfAnHourAgo());
  const [span, setSpan] = useState(30);
  const [whole, setWhole] = useState(true);
  const [reason, setReason] = useState("");
  const [words, setWords] = useState("");
  const [wrongs, setWrongs] = useState<Wrong[]>([]);
  const [busy, setBusy] = useState(false);
  const reasons = codes.trail_reasons ?? [];
  const needsWords = reasons.find(({ code }) => code === reason)?.needs_text ?? false;
  const hasTime = about !== "incident" || !whole;
  const wrongOf = (field: string): string | undefined => wrongs.find((wrong) => wrong.field === field)?.sentence;

  useEffect(() => {
    replayAreas().then(setAreas, (error: unknown) => setWrongs([{ sentence: sentenceFor(error) }]));
    const incident = named();
    if (incident) cadOf(incident).then((its) => setCad((typed) => typed || its), (error: unknown) => setWrongs([{ sentence: sentenceFor(error) }]));
  }, []);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const box = about === "map" ? visible() : null;
    const missing = whatIsMissing();
    if (about === "map" && !box) missing.push({ sentence: "There is no map here. Choose a borough or a BCU" });
    setWrongs(missing);
    if (missing.length > 0) return;
    setBusy(true);
    try {
      onReplay(await replayOf(asked(box)));
    } catch (error) {
      setBusy(false);
      setWrongs([{ sentence: sentenceFor(error) }]);
    }
  }

  function whatIsMissing(): Wrong[] {
    const missing: Wrong[] = [];
    if (about === "incident" && !cad.trim()) missing.push({ field: "replay-cad", sentence: "Enter a CAD reference, such as 4521/22NOV26" });
    if (about === "area" && !area) missing.push({ field: "replay-area", sentence: "Choose a borough or a BCU" });
    if (hasTime && !fromLondonField(since)) missing.push({ field: "replay-since", sentence: "Say when it begins" });
    if (!reason) missing.push({ field: "replay-reason", sentence: "Say why you look" });
    if (needsWords && words.trim().length < 10) missing.push({ field: "replay-words", sentence: "Say in a few words why" });
    return missing;
  }

  function asked(box: Bounds | null): AskedReplay {
    const begin = new Date(fromLondonField(since) ?? Number.NaN);
    const times = hasTime ? { since: begin.toISOString(), until: new Date(begin.getTime() + span * 60_000).toISOString() } : { since: null, until: null };
    const [kind = "", code = ""] = area.split(/:(.*)/s);
    const what = about === "incident" ? { cad: cad.trim() } : about === "area" ? { area: { kind, code } } : { box: box ?? [] };
    return { ...what, ...times, reason, words: words.trim() };
  }

  return (
    <form class="replay-form" onSubmit={submit} noValidate>
      <h1>Replay</h1>
      <ErrorSummary wrongs={wrongs} />
      <fieldset>
        <legend>Of what</legend>
        {ABOUTS.map(([name, label]) => (
          <label key={name} class="replay-radio"><input type="radio" name="about" checked={about === name} onChange={() => setAbout(name)} /> {label}</label>
        ))}
      </fieldset>
      {about === "incident" && (
        <>
          <Field id="replay-cad" label="CAD reference" wrong={wrongOf("replay-cad")}>
            <input id="replay-cad" class="mono" autocomplete="off" maxLength={20} value={cad} onInput={(event) => setCad(event.currentTarget.value)} />
          </Field>
          <label class="replay-radio"><input type="checkbox" checked={whole} onChange={(event) => setWhole(event.currentTarget.checked)} /> From its beginning to its end</label>
        </>
      )}
      {about === "area" && (
        <Field id="replay-area" label="Borough or BCU" wrong={wrongOf("replay-area")}>
          <select id="replay-area" value={area} onChange={(event) => setArea(event.currentTarget.value)}>
            <option value="">Choose</option>
            {areas.map(({ kind, code, name }) => <option key={kind + code} value={`${kind}:${code}`}>{name}{kind === "pod" ? " BCU" : ""}</option>)}
          </select>
        </Field>
      )}
      {about === "map" && <p class="hint">Move the map until it shows the ground that you mean, 24 km across at most.</p>}
      {hasTime && (
        <div class="replay-times">
          <Field id="replay-since" label="From (London)" wrong={wrongOf("replay-since")}>
            <input id="replay-since" type="datetime-local" value={since} onInput={(event) => setSince(event.currentTarget.value)} />
          </Field>
          <Field id="replay-span" label="For">
            <select id="replay-span" value={span} onChange={(event) => setSpan(Number(event.currentTarget.value))}>
              {SPANS.map(([minutes, label]) => <option key={minutes} value={minutes}>{label}</option>)}
            </select>
          </Field>
        </div>
      )}
      <Field id="replay-reason" label="Why" hint="Written down, and shown to every crew that is in it" wrong={wrongOf("replay-reason")}>
        <select id="replay-reason" aria-describedby="replay-reason-hint" value={reason} onChange={(event) => setReason(event.currentTarget.value)}>
          <option value="">Choose</option>
          {reasons.map(({ code, label }) => <option key={code} value={code}>{label}</option>)}
        </select>
      </Field>
      {needsWords && (
        <Field id="replay-words" label="In a few words" wrong={wrongOf("replay-words")}>
          <input id="replay-words" autocomplete="off" maxLength={200} value={words} onInput={(event) => setWords(event.currentTarget.value)} />
        </Field>
      )}
      <button type="submit" class="btn btn-strong" disabled={busy}>{busy ? "Reading the record" : "Replay"}</button>
    </form>
  );
}

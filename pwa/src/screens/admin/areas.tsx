// Boroughs, BCUs and beats out of a file: looked at first, refused line by line, and then replaced as a whole.
import { useRef, useState } from "preact/hooks";
import { type AreaFile, type AreaPlan, type KindOfArea, kindsOfArea, previewAreas, replaceAreas } from "../../api/administration.ts";
import { sentenceFor } from "../../api/errors.ts";
import { counted } from "../../domain/board/words.ts";
import { clockTime, dayOf } from "../../domain/times.ts";
import { useLooking } from "../office/use-looking.ts";

const LARGEST_MB = 24;
const NOTHING = { name: "", code: "", parent: "" };
const COLUMNS = [["name", "Name"], ["code", "Code"], ["parent", "Belongs to"]] as const;
const NOT_SAID = { name: "guessed", code: "as now, else the name", parent: "what most of it lies in" };

export function Areas() {
  const { found, problem, look } = useLooking(kindsOfArea);
  return (
    <section class="office-box" aria-labelledby="areas">
      <h2 id="areas">Areas</h2>
      <p class="soft">
        Boroughs, BCUs and beats come as GeoJSON or GeoPackage, in longitude and latitude (EPSG:4326) or on the British grid (EPSG:27700), up to {LARGEST_MB} MB. A file
        replaces all of its kind at once, or nothing. Units are placed by the new borders within seconds; a map that is open draws the old ones for up to an hour.
      </p>
      {problem && <p class="note note-danger" role="alert">{problem}</p>}
      {found && (
        <>
          <ul class="office-list areas-list">
            {found.items.map(({ kind, label, count, version }) => (
              <li key={kind}><b>{label}</b> <span class="mono">{count}</span> <span class="soft">{version ? `version ${version.number}, out of ${version.file}, ${dayOf(version.at)} ${clockTime(version.at)}, by ${version.by}` : count ? "as the app began with" : "none yet"}</span></li>
            ))}
          </ul>
          <Bring kinds={found.items} onDone={look} />
        </>
      )}
    </section>
  );
}

// What is shown carries the file that it was made of, so that this one and no other is taken.
type Step = { at: "choosing" } | { at: "reading" } | { at: "taking" } | { at: "shown"; plan: AreaPlan; of: AreaFile } | { at: "done"; words: string } | { at: "failed"; words: string };

function Bring({ kinds, onDone }: { kinds: KindOfArea[]; onDone: () => Promise<void> }) {
  const [kind, setKind] = useState("beat");
  const [file, setFile] = useState<File | null>(null);
  const [columns, setColumns] = useState(NOTHING);
  const [step, setStep] = useState<Step>({ at: "choosing" });
  // The same file chosen again is a choice only in a field that has forgotten it.
  const [turn, setTurn] = useState(0);

  // Which reading is the newest: the answer to one before it may come later, and is no longer asked for.
  const reading = useRef(0);

  async function read(more: Partial<AreaFile>): Promise<void> {
    const chosenNow = { kind, file, ...columns, ...more };
    if (!chosenNow.file) return;
    const of: AreaFile = { ...chosenNow, file: chosenNow.file };
    const mine = ++reading.current;
    const wrong = wrongWith(of.file);
    setStep(wrong ? { at: "failed", words: wrong } : { at: "reading" });
    if (wrong) return;
    const next = await previewAreas(of).then((plan): Step => ({ at: "shown", plan, of }), (error: unknown): Step => ({ at: "failed", words: sentenceFor(error) }));
    if (mine === reading.current) setStep(next);
  }

  async function take(of: AreaFile): Promise<void> {
    setStep({ at: "taking" });
    try {
      const plan = await replaceAreas(of);
      // Somebody else may have changed what this rests on since it was looked at: then it says so, and nothing was done.
      setStep(plan.is_taken ? { at: "done", words: `Done: ${countsOf(plan)}.` } : { at: "shown", plan, of });
      if (plan.is_taken) {
        setFile(null);
        setTurn(turn + 1);
      }
      await onDone();
    } catch (error) {
      setStep({ at: "failed", words: sentenceFor(error) });
    }
  }

  const isTaking = step.at === "taking";
  const chosen = kinds.find((one) => one.kind === kind);
  return (
    <form class="trained" aria-label="Areas out of a file" onSubmit={(event) => { event.preventDefault(); void read({}); }}>
      <fieldset class="office-of" disabled={isTaking}>
        <legend>What is in the file</legend>
        {kinds.map((one) => (
          <label key={one.kind}><input type="radio" name="kind" checked={kind === one.kind} onChange={() => { setKind(one.kind); void read({ kind: one.kind }); }} /> {one.label}</label>
        ))}
      </fieldset>
      {chosen?.is_fixed && <p class="soft">Units and incidents belong to a BCU: a file changes their outlines and names, and none comes or goes.</p>}
      <label class="areas-file">File{" "}
        <input key={turn} type="file" disabled={isTaking} accept=".geojson,.json,.gpkg" onChange={(event) => { const next = event.currentTarget.files?.[0] ?? null; setFile(next); setColumns(NOTHING); if (next) void read({ file: next, ...NOTHING }); }} />
      </label>
      <p role="status" class={step.at === "done" ? "note" : "areas-step"}>{step.at === "reading" ? "Reading the file" : isTaking ? "Replacing" : step.at === "done" ? step.words : ""}</p>
      {step.at === "failed" && <p class="note note-danger" role="alert">{step.words}</p>}
      {step.at === "shown" && (
        <>
          <div class="areas-columns">
            {COLUMNS.map(([of, label]) => (
              <label key={of}>{label}{" "}
                <select value={columns[of] || (of === "name" ? step.plan.name_column : "")} onChange={(event) => { const next = { ...columns, [of]: event.currentTarget.value }; setColumns(next); void read(next); }}>
                  {of !== "name" && <option value="">{NOT_SAID[of]}</option>}
                  {step.plan.columns.map(({ name, first }) => <option key={name} value={name}>{name}: {first.filter(Boolean).slice(0, 2).join(", ")}</option>)}
                </select>
              </label>
            ))}
          </div>
          <Planned plan={step.plan} />
          <div class="steps-do">
            <button type="button" class="btn btn-strong" disabled={step.plan.faults_count > 0 || isSame(step.plan)} onClick={() => void take(step.of)}>Replace the {chosen?.label.toLowerCase().replace("bcus", "BCUs")}</button>
            <button type="button" class="btn" onClick={() => setStep({ at: "choosing" })}>Leave</button>
          </div>
        </>
      )}
    </form>
  );
}

function wrongWith(file: File): string {
  if (file.size === 0) return `${file.name} is empty. Choose another file.`;
  return file.size > LARGEST_MB * 1024 * 1024 ? `This file is larger than ${LARGEST_MB} MB. Simplify the outlines first.` : "";
}

const isSame = (plan: AreaPlan): boolean => plan.new.length + plan.changed.length + plan.gone.length === 0;

const countsOf = (plan: AreaPlan): string =>
  `${plan.new.length} new, ${plan.changed.length} changed, ${plan.gone.length} gone, ${plan.same_count} as they were`;

/** What would happen; and what is refused, each with its number in the file. */
function Planned({ plan }: { plan: AreaPlan }) {
  if (plan.faults_count > 0)
    return (
      <div class="note note-danger" role="alert">
        <p><b>{counted(plan.faults_count, "fault")} in {counted(plan.count, "area")}: nothing of this file can be taken.</b></p>
        <ul class="areas-faults">
          {plan.faults.map((fault) => <li key={`${fault.number} ${fault.name}`}>{fault.number > 0 && <>Area <b class="mono">{fault.number}</b> {fault.name}: </>}{fault.why}</li>)}
          {plan.faults.length < plan.faults_count && <li>and {plan.faults_count - plan.faults.length} more</li>}
        </ul>
      </div>
    );
  return (
    <div class="areas-plan">
      <p><b>{counted(plan.count, "area")}: {countsOf(plan)}.</b> {isSame(plan) && "There is nothing to replace."}</p>
      {([["New", plan.new], ["Changed", plan.changed], ["Gone", plan.gone]] as const).map(([label, names]) => names.length > 0 && <p key={label}><b>{label}</b>: {names.slice(0, 40).join(", ")}{names.length > 40 && ` and ${names.length - 40} more`}</p>)}
    </div>
  );
}

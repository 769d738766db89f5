import { useState } from "preact/hooks";
import { post } from "../../api/client.ts";
import { sentenceFor } from "../../api/errors.ts";
import type { ListedTasking } from "../../domain/look-back.ts";
import { clockTime, dayOf } from "../../domain/times.ts";
import { ErrorSummary, Field } from "../../ui/error-summary.tsx";
import "./find-tasking.css";

/** The taskings of an incident by its CAD reference, each a link to what its crew could see. The reference goes into no address. */
export function FindTasking({ onChoose }: { onChoose?: (id: string) => void }) {
  const [cad, setCad] = useState("");
  const [found, setFound] = useState<ListedTasking[] | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (!cad.trim()) return setWrong("Enter a CAD reference, such as 4521/22NOV26");
    try {
      setFound((await post<{ items: ListedTasking[] }>("/api/taskings/of-incident", { cad: cad.trim() })).items);
      setWrong(null);
    } catch (error) {
      setFound(null);
      setWrong(sentenceFor(error));
    }
  }

  /** Where the screen stands on this very page, no other is opened. */
  function choose(event: Event, id: string): void {
    if (!onChoose) return;
    event.preventDefault();
    setFound(null);
    onChoose(id);
  }

  return (
    <form class="back-find" onSubmit={submit} noValidate>
      <ErrorSummary wrongs={wrong ? [{ field: "cad", sentence: wrong }] : []} />
      <Field id="cad" label="CAD reference" wrong={wrong ?? undefined}>
        <input id="cad" class="mono" autocomplete="off" maxLength={20} value={cad} onInput={(event) => setCad(event.currentTarget.value)} />
      </Field>
      <button type="submit" class="btn btn-strong">Find</button>
      {found && (
        <ul class="back-found" aria-label="Taskings of this incident">
          {found.map((one) => (
            <li key={one.id}>
              <a class="btn" href={`/look-back?tasking=${one.id}`} onClick={(event) => choose(event, one.id)}>
                <span><b class="mono">{one.callsign}</b> tasked {clockTime(one.assigned_at)}, {dayOf(one.assigned_at)} · {one.state}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </form>
  );
}

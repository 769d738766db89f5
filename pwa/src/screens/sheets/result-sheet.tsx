import { useState } from "preact/hooks";
import type { Card } from "../../domain/rows.ts";
import type { Device } from "../../sync/device.ts";
import { ErrorSummary, Field, type Wrong } from "../../ui/error-summary.tsx";
import { tell } from "../../ui/toast.tsx";
import { useHandheld, useView } from "../handset/context.ts";
import { openDuty } from "../handset/route.ts";
import { Sheet } from "../handset/sheet.tsx";
import { useDraft } from "../handset/drafts.ts";

const nothing = (): { result: string; text: string } => ({ result: "", text: "" });

/** How it ended: a code, and a sentence for whoever reads it next year. */
export function ResultSheet({ card, onClose }: { card: Card; onClose: () => void }) {
  const { device } = useHandheld();
  const { codes } = useView();
  const [{ result, text }, keep] = useDraft("result", card, nothing);
  const [wrongs, setWrongs] = useState<Wrong[]>([]);
  // A mended field takes its sentence away, while the focus stays where somebody is typing.
  const still = wrongs.filter(({ field }) => whatIsMissing(result, text).some((one) => one.field === field));
  function close(event: Event): void {
    event.preventDefault();
    const missing = whatIsMissing(result, text);
    setWrongs(missing);
    if (missing.length) return;
    void device.act("result_incident", { tasking_id: card.id, result, text: text.trim() }).then(() => tellWhenSent(device, card.id));
    keep(nothing());
    tell("Kept, on its way to the control room.");
    onClose();
    openDuty();
  }
  return (
    <Sheet title="Result and close" leave="Back" onClose={onClose}>
      <form class="sheet-form" onSubmit={close} noValidate>
        <ErrorSummary wrongs={wrongs} still={still} />
        <Field id="result" label="Result" wrong={still.find(({ field }) => field === "result")?.sentence}>
          <select id="result" value={result} onChange={(event) => keep({ result: event.currentTarget.value, text })}>
            <option value="">Choose a result</option>
            {(codes?.results ?? []).map(({ code, label }) => <option key={code} value={code}>{code} · {label}</option>)}
          </select>
        </Field>
        <Field id="result-text" label="What was done" wrong={still.find(({ field }) => field === "result-text")?.sentence}>
          <textarea id="result-text" maxLength={2000} value={text} onInput={(event) => keep({ result, text: event.currentTarget.value })} />
        </Field>
        <button type="submit" class="act">Result and close</button>
      </form>
    </Sheet>
  );
}

/** A link that looks alive may be cut already: "sent" is said on the answer alone. What was refused comes back, and says so itself. */
function tellWhenSent({ view }: Device, id: string): void {
  const stop = view.subscribe(() => {
    const { waiting, handset } = view.get();
    if (waiting.some((command) => command.kind === "result_incident" && command.fields.tasking_id === id)) return;
    stop();
    if (handset && !handset.cards.some((held) => held.id === id)) tell("Result sent to the control room.");
  });
}

function whatIsMissing(result: string, text: string): Wrong[] {
  const wrongs: Wrong[] = [];
  if (!result) wrongs.push({ field: "result", sentence: "Choose a result" });
  if (!text.trim()) wrongs.push({ field: "result-text", sentence: "Write what was done" });
  return wrongs;
}

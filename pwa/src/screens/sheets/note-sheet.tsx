import { useState } from "preact/hooks";
import type { Card } from "../../domain/rows.ts";
import { Field } from "../../ui/error-summary.tsx";
import { tell } from "../../ui/toast.tsx";
import { useHandheld, useView } from "../handset/context.ts";
import { Sheet } from "../handset/sheet.tsx";
import { useDraft } from "../handset/drafts.ts";

/** A free line for the incident's log. */
export function NoteSheet({ card, onClose }: { card: Card; onClose: () => void }) {
  const { device } = useHandheld();
  const { link } = useView();
  const [text, setText] = useDraft("note", card, () => "");
  const [wrong, setWrong] = useState<string>();
  function add(event: Event): void {
    event.preventDefault();
    if (!text.trim()) return setWrong("Write what the control room should know");
    void device.act("add_log", { entry_id: crypto.randomUUID(), incident_id: card.incident_id, text: text.trim() });
    setText("");
    tell(link.kind === "dead" ? "Kept, not sent yet." : "Added to the log.");
    onClose();
  }
  return (
    <Sheet title="Add to the log" onClose={onClose}>
      <form class="sheet-form" onSubmit={add} noValidate>
        <Field id="note" label="What happened" hint="Everybody on this job and the control room read it" wrong={wrong}>
          <textarea id="note" maxLength={2000} aria-describedby="note-hint" autofocus value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </Field>
        <button type="submit" class="act">Add</button>
      </form>
    </Sheet>
  );
}

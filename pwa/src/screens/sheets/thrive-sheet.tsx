import { useState } from "preact/hooks";
import type { Card } from "../../domain/rows.ts";
import { type Part } from "../../domain/thrive.ts";
import { current, draftFrom, missing, saidIn } from "../../domain/thrive-words.ts";
import { ErrorSummary, type Wrong } from "../../ui/error-summary.tsx";
import { useMarking } from "../../ui/marking.ts";
import { tell } from "../../ui/toast.tsx";
import { useHandheld, useView } from "../handset/context.ts";
import { Sheet } from "../handset/sheet.tsx";
import { ThriveFields } from "../thrive/thrive-fields.tsx";

/** The officer's own assessment. What the officer said last stands there already; what the call handler said stands beside it. */
export function ThriveSheet({ card, onClose }: { card: Card; onClose: () => void }) {
  const { device } = useHandheld();
  const { codes } = useView();
  const all = card.thrive ?? [];
  const levels = codes?.thrive_levels ?? [];
  const [draft, setDraft] = useState(() => draftFrom(current(all, "officer")));
  const [wrongs, setWrongs] = useState<(Wrong & { part: Part })[]>([]);
  useMarking("OFFICIAL-SENSITIVE");

  function send(event: Event): void {
    event.preventDefault();
    const open = missing(draft, levels).map(({ part, sentence }) => ({ part, sentence, field: draft[part].level ? `thrive-${part}-text` : `thrive-${part}` }));
    setWrongs(open);
    if (open.length) return;
    void device.act("assess_thrive", { assessment_id: crypto.randomUUID(), incident_id: card.incident_id, ...saidIn(draft) });
    tell("Your THRIVE is kept and goes to the control room.");
    onClose();
  }

  return (
    <Sheet title={`THRIVE ${card.incident.cad || card.incident.what}`} onClose={onClose}>
      <form class="sheet-form" onSubmit={send} noValidate>
        <ErrorSummary wrongs={wrongs} />
        {!levels.length && <p class="note note-warn">The list of levels has not reached this device yet.</p>}
        <ThriveFields draft={draft} onDraft={setDraft} levels={levels} beside={current(all, "call_handler")} besideWho="Call handler" wrong={new Map(wrongs.map(({ part, sentence }) => [part, sentence]))} />
        <button type="submit" class="act">Send my assessment</button>
      </form>
    </Sheet>
  );
}

import { useState } from "preact/hooks";
import { cadNumber } from "../../../domain/board/words.ts";
import type { Incident } from "../../../domain/rows.ts";
import { current, draftFrom, missing } from "../../../domain/thrive-words.ts";
import { useMarking } from "../../../ui/marking.ts";
import { useWatched } from "../../../ui/watched.ts";
import { ThriveFields } from "../../thrive/thrive-fields.tsx";
import { useBoard } from "../board-context.ts";
import { assessThrive } from "../orders.ts";
import { Form } from "./form.tsx";

/** The call handler's assessment. What was said last stands there already, and beside it what the officer at the scene says. */
export function ThriveForm({ incident }: { incident: Incident }) {
  const { codes, view } = useBoard();
  const all = [...useWatched(view).state.thrive.values()].filter((one) => one.incident_id === incident.id);
  const [draft, setDraft] = useState(() => draftFrom(current(all, "call_handler")));
  const levels = codes.thrive_levels ?? [];
  useMarking("OFFICIAL-SENSITIVE");
  const order = () => missing(draft, levels)[0]?.sentence ?? assessThrive(incident, draft);
  return (
    <Form title={`THRIVE of ${cadNumber(incident.cad)}, call handler`} submit="Enter the assessment" order={order}>
      <ThriveFields draft={draft} onDraft={setDraft} levels={levels} beside={current(all, "officer")} besideWho="Officer" />
    </Form>
  );
}

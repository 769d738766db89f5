import { useState } from "preact/hooks";
import { findIncident } from "../../../domain/board/desk.ts";
import { cadNumber } from "../../../domain/board/words.ts";
import type { Incident } from "../../../domain/rows.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { CodePick } from "../fields/code-pick.tsx";
import { close, markDuplicate, reopen } from "../orders.ts";
import { Form, Line } from "./form.tsx";

export function CloseForm({ incident }: { incident: Incident }) {
  const { codes } = useBoard();
  const [result, setResult] = useState(incident.result ?? "");
  const [text, setText] = useState(incident.result_text ?? "");
  const order = () => (!result ? "Choose the result." : !text.trim() ? "Say what was found and done." : close(incident, result, text.trim()));
  return (
    <Form title={`Close ${cadNumber(incident.cad)}`} submit="Close" order={order}>
      <CodePick id="close-result" label="Result" codes={codes.results} chosen={result} onChoose={(entry) => setResult(entry.code)} autofocus />
      <Line id="close-text" label="What was found and done" value={text} onValue={setText} max={2000} />
    </Form>
  );
}

export function DuplicateForm({ incident }: { incident: Incident }) {
  const { view, codes } = useBoard();
  const { state } = useWatched(view);
  const [number, setNumber] = useState("");
  const original = number.trim() ? findIncident({ state, codes, chosen: null }, number.trim()) : null;
  const order = () =>
    !original
      ? "Type the number of the incident that stays."
      : original.id === incident.id
        ? "An incident cannot be a duplicate of itself."
        : markDuplicate(incident, original);
  return (
    <Form title={`${cadNumber(incident.cad)} is a duplicate`} submit="Mark as duplicate" order={order}>
      <Line
        id="duplicate-of"
        label="Number of the incident that stays"
        value={number}
        onValue={setNumber}
        hint="This one is closed and points to the other."
        max={14}
        autofocus
      />
      {original && (
        <p class="field-words place-chosen">
          ✓ {original.what}, {original.address}
        </p>
      )}
    </Form>
  );
}

export function ReopenForm({ incident }: { incident: Incident }) {
  const [reason, setReason] = useState("");
  return (
    <Form title={`Reopen ${cadNumber(incident.cad)}`} submit="Reopen" order={() => (reason.trim() ? reopen(incident, reason.trim()) : "Say why.")}>
      <Line id="reopen-reason" label="Reason" value={reason} onValue={setReason} autofocus />
    </Form>
  );
}

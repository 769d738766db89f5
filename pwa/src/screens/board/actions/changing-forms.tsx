import { useState } from "preact/hooks";
import { cadNumber } from "../../../domain/board/words.ts";
import type { Incident } from "../../../domain/rows.ts";
import { useBoard } from "../board-context.ts";
import { CodePick, CodesPick } from "../fields/code-pick.tsx";
import { GradeChoice } from "../fields/grade-choice.tsx";
import { PlaceAgrees } from "../fields/place-agrees.tsx";
import { type ChosenPlace, PlaceSearch } from "../fields/place-search.tsx";
import { describe, handOver, move, regrade } from "../orders.ts";
import { Form, Line } from "./form.tsx";

const AGAIN = "Everybody on the job gets it again and is asked to read it.";

export function GradeForm({ incident }: { incident: Incident }) {
  const [grade, setGrade] = useState(incident.grade);
  const [reason, setReason] = useState("");
  const order = () =>
    grade === incident.grade ? "Choose another grade than the one it has." : !reason.trim() ? "Say why." : regrade(incident, grade, reason.trim());
  return (
    <Form title={`Re-grade ${cadNumber(incident.cad)}`} submit="Re-grade" order={order}>
      <GradeChoice name="regrade" chosen={grade} onChoose={setGrade} autofocus />
      <Line id="grade-reason" label="Reason" value={reason} onValue={setReason} hint={AGAIN} />
    </Form>
  );
}

export function MoveForm({ incident }: { incident: Incident }) {
  const [place, setPlace] = useState<ChosenPlace | null>(null);
  const [address, setAddress] = useState(incident.address);
  const [reason, setReason] = useState("");
  const order = () =>
    !place
      ? "Choose the new place."
      : !address.trim()
        ? "Write the address."
        : !reason.trim()
          ? "Say why."
          : move(incident, place, address.trim(), reason.trim());
  function choose(chosen: ChosenPlace | null): void {
    setPlace(chosen);
    if (chosen && !chosen.picked) setAddress(chosen.address);
  }
  return (
    <Form title={`Move ${cadNumber(incident.cad)}`} submit="Move" order={order}>
      <PlaceSearch id="move-place" chosen={place} onChoose={choose} says={`where ${cadNumber(incident.cad)} is`} autofocus />
      <Line id="move-address" label="Address in words" value={address} onValue={setAddress} />
      <PlaceAgrees place={place} address={address} />
      <Line id="move-reason" label="Reason" value={reason} onValue={setReason} hint={AGAIN} />
    </Form>
  );
}

export function DescribeForm({ incident }: { incident: Incident }) {
  const { codes } = useBoard();
  const [type, setType] = useState(incident.type);
  const [what, setWhat] = useState(incident.what);
  const [qualifiers, setQualifiers] = useState<string[]>(incident.qualifiers);
  return (
    <Form
      title={`Describe ${cadNumber(incident.cad)}`}
      submit="Describe"
      order={() => (what.trim() ? describe(incident, type, what.trim(), qualifiers) : "Say what happened.")}
    >
      <CodePick id="describe-type" label="Type" codes={codes.types} chosen={type} onChoose={(entry) => setType(entry.code)} />
      <Line id="describe-what" label="What" value={what} onValue={setWhat} max={200} hint={AGAIN} />
      <CodesPick id="describe-qualifiers" label="Qualifiers" codes={codes.qualifiers} chosen={qualifiers} onChange={setQualifiers} />
    </Form>
  );
}

export function HandOverForm({ incident }: { incident: Incident }) {
  const { codes } = useBoard();
  const [pod, setPod] = useState("");
  const [note, setNote] = useState("");
  const others = codes.pods.filter((entry) => entry.code !== incident.pod);
  return (
    <Form
      title={`Hand ${cadNumber(incident.cad)} over`}
      submit="Hand over"
      order={() => (pod ? handOver(incident, pod, note.trim()) : "Choose the pod.")}
    >
      <div class="form-line">
        <label for="hand-over-pod">To pod</label>
        <select id="hand-over-pod" autofocus value={pod} onChange={(event) => setPod(event.currentTarget.value)}>
          <option value="">Choose</option>
          {others.map((entry) => (
            <option key={entry.code} value={entry.code}>
              {entry.code} {entry.name}
            </option>
          ))}
        </select>
      </div>
      <Line id="hand-over-note" label="Note (may be left out)" value={note} onValue={setNote} />
    </Form>
  );
}

import { useState } from "preact/hooks";
import { isOpenTasking } from "../../../domain/board/projection.ts";
import { cadNumber } from "../../../domain/board/words.ts";
import type { Incident } from "../../../domain/rows.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { withdraw } from "../orders.ts";
import { Form } from "./form.tsx";

export function WithdrawForm({ incident }: { incident: Incident }) {
  const { view, codes } = useBoard();
  const { state } = useWatched(view);
  const open = [...state.taskings.values()].filter((tasking) => tasking.incident_id === incident.id && isOpenTasking(tasking));
  const [id, setId] = useState(open.length === 1 ? (open[0]?.id ?? "") : "");
  const [reason, setReason] = useState("");
  const tasking = open.find((one) => one.id === id);
  const order = () => (!tasking ? "Choose the unit." : !reason ? "Choose the reason." : withdraw(tasking, reason));
  if (open.length === 0)
    return (
      <Form title={`Withdraw from ${cadNumber(incident.cad)}`} submit="Withdraw" order={() => "No unit is on it."}>
        <p>No unit is on it.</p>
      </Form>
    );
  return (
    <Form title={`Withdraw from ${cadNumber(incident.cad)}`} submit="Withdraw" order={order}>
      <fieldset class="choices">
        <legend>Unit</legend>
        {open.map((one) => (
          <label key={one.id}>
            <input type="radio" name="withdraw-unit" value={one.id} checked={id === one.id} onChange={() => setId(one.id)} />{" "}
            <b class="mono">{one.callsign}</b>
          </label>
        ))}
      </fieldset>
      <div class="form-line">
        <label for="withdraw-why">Reason</label>
        <select id="withdraw-why" autofocus value={reason} onChange={(event) => setReason(event.currentTarget.value)}>
          <option value="">Choose</option>
          {codes.withdraw_reasons.map(({ code, label }) => (
            <option key={code} value={code}>
              {label}
            </option>
          ))}
        </select>
      </div>
    </Form>
  );
}

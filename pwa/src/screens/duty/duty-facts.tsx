import { labelOf } from "../../domain/status.ts";
import { clockTime } from "../../domain/times.ts";
import { useView } from "../handset/context.ts";
import { AlertsRow } from "./alerts-row.tsx";
import { PositionLine } from "./position-line.tsx";

/** Whether the control room sees and reaches this device, and what the crew has booked on with. */
export function DutyFacts() {
  const { handset, codes } = useView();
  const duty = handset?.duty;
  if (!duty) return null;
  return (
    <section class="card facts" aria-label="This duty">
      <PositionLine />
      <AlertsRow />
      <dl>
        <dt>Vehicle</dt><dd>{handset.unit?.vehicle ?? "On foot"}</dd>
        <dt>Since</dt><dd>{clockTime(duty.started_at)}</dd>
        <dt>Skills</dt><dd>{duty.skills.map((skill) => labelOf(codes?.skills, skill)).join(", ") || "None live"}</dd>
      </dl>
      {handset.unit?.covert && <p class="note"><b>Covert:</b> only supervisors see you, and no crew does. Nothing of yours goes into a log; tell your controller. A call for help reaches everybody.</p>}
      {duty.dropped_skills.map(({ skill, reason }) => <p key={skill} class="note note-warn"><b>{labelOf(codes?.skills, skill)} dropped:</b> {reason}</p>)}
    </section>
  );
}

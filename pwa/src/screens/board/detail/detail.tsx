import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { ActionForm } from "../actions/action-form.tsx";
import { Actions } from "./actions.tsx";
import { CandidateList } from "./candidate-list.tsx";
import { IncidentHead } from "./incident-head.tsx";
import { Log } from "./log.tsx";
import { Reached } from "./reached.tsx";
import { RiskCard, WorstFirst } from "./risk-card.tsx";
import { ThrivePart } from "./thrive-part.tsx";
import { UnitCard } from "./unit-card.tsx";
import { type Reading, useIncidentDetail } from "./use-incident-detail.ts";
import "./detail.css";

/** Right: the chosen incident, or the chosen unit while none is open. */
export function Detail() {
  const { desk } = useBoard();
  const incidentId = useWatched(desk.incidentId);
  return (
    <section class="detail" aria-label="Chosen incident">
      <UnitCard />
      {incidentId ? <Opened key={incidentId} id={incidentId} /> : <NothingChosen />}
    </section>
  );
}

function Opened({ id }: { id: string }) {
  const { view, desk } = useBoard();
  const { rows, state } = useWatched(view);
  const action = useWatched(desk.action);
  const row = rows.get(id);
  const log = state.logs.get(id) ?? [];
  const followed =
    row === undefined ||
    state.pods.includes(row.incident.pod) ||
    row.taskings.some((tasking) => state.pods.includes(state.units.get(tasking.unit_id)?.pod ?? ""));
  // Somebody else's answer, or THRIVE, is on the checklist without another brief.
  const told = log.filter(({ kind }) => kind === "check" || kind === "thrive").length;
  const reading = useIncidentDetail({ id, followed, told, brief: row?.incident.brief_revision ?? 0, missing: (row?.incident.log_count ?? 0) - log.length });
  if (!row) return <NotHere reading={reading} />;
  const open = row.incident.state === "open";
  const taskings = [...state.taskings.values()].filter((tasking) => tasking.incident_id === id);
  return (
    <>
      <IncidentHead row={row} followed={followed} caller={reading.state === "read" ? reading.caller : null} />
      {reading.state === "read" && reading.risk && <WorstFirst risk={reading.risk} />}
      <Actions incident={row.incident} />
      {action && <ActionForm key={action} name={action} incident={row.incident} risk={reading.state === "read" ? reading.risk : null} />}
      <Reached incident={row.incident} taskings={taskings} />
      {open && <CandidateList incident={row.incident} />}
      <RiskCard reading={reading} incident={row.incident} />
      <ThrivePart incident={row.incident} />
      <Log incident={row.incident} entries={log} taskings={taskings} notices={[...state.notices.values()].filter((notice) => notice.incident_id === id)} reading={reading} />
    </>
  );
}

/** An incident that the feed has not brought: just created, of another pod, or gone. */
function NotHere({ reading }: { reading: Reading }) {
  if (reading.state !== "failed")
    return (
      <p class="nothing" role="status">
        Reading the incident
      </p>
    );
  return (
    <p class="order-words order-refused" role="alert">
      {reading.sentence}{" "}
      <button type="button" class="small" onClick={reading.again}>
        Try again
      </button>
    </p>
  );
}

function NothingChosen() {
  return (
    <div class="detail-empty">
      <p>No incident is chosen.</p>
      <p class="soft">
        Choose one with <kbd>↑</kbd> <kbd>↓</kbd>, type its number below after <kbd>/</kbd>, or make a new one with <kbd>N</kbd>.
      </p>
    </div>
  );
}

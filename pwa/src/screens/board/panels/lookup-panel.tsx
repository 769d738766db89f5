import { useState } from "preact/hooks";
import { useWatched } from "../../../ui/watched.ts";
import { Lookup } from "../../lookup/lookup.tsx";
import { memoryOfPage } from "../../lookup/memory.ts";
import { ReasonChoice, type Chosen } from "../../lookup/reason-choice.tsx";
import { NameInCall } from "../actions/naming.tsx";
import { type BoardParts, useBoard } from "../board-context.ts";

const memory = memoryOfPage();
let whose = "";
// Whoever looks here is the control room.
const OTHERWISE = { offline: "use another terminal", unsure: "Ask the caller or the crew for one more fact." };

let watching = false;

/** Whoever signs out, or is signed out, leaves nothing of what was found. */
function watchSignOut({ line }: BoardParts): void {
  if (watching) return;
  watching = true;
  line.state.subscribe(() => {
    if (line.state.get().signed_out !== null) memory.forget();
  });
}

/** The officers' search at the board. With an incident open it is the reason; else one is chosen. */
export function LookupPanel() {
  const parts = useBoard();
  const { codes, desk, session, line, view } = parts;
  watchSignOut(parts);
  const [why, setWhy] = useState<Chosen>({ reason: "", words: "" });
  const incidentId = useWatched(desk.incidentId);
  const incident = useWatched(view).rows.get(incidentId ?? "")?.incident ?? null;
  const dead = useWatched(line.state).state === "dead";
  // What was found for one job, or by one person, is not shown for another.
  const owner = `${session.officer.id} ${incident?.id ?? ""}`;
  if (owner !== whose) memory.forget();
  whose = owner;
  const chosen = why.words.trim() ? { reason: why.reason, reason_text: why.words.trim() } : { reason: why.reason };
  const purpose = incident ? { reason: "attending", incident_id: incident.id } : why.reason ? chosen : "Choose why you look.";
  return (
    <Lookup key={owner} memory={memory} purpose={purpose} cad={incident?.cad ?? ""} offline={dead} otherwise={OTHERWISE} todo={incident ? (record) => <NameInCall key={record.id} incident={incident} record={record} /> : undefined}>
      {incident ? (
        <p class="note">
          For {incident.cad}: {incident.what}. The reason is logged by itself.
        </p>
      ) : (
        <ReasonChoice reasons={codes.lookup_reasons ?? []} chosen={why} onChange={setWhy} />
      )}
    </Lookup>
  );
}

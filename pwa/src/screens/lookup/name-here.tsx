// "This is who we have here": the opened person or vehicle is named to the job, without signal too.
import { useState } from "preact/hooks";
import { headOf, type OpenedRecord } from "../../domain/lookup.ts";
import type { Card } from "../../domain/rows.ts";
import { tell } from "../../ui/toast.tsx";
import { useHandheld, useView } from "../handset/context.ts";

const ROLES: readonly [role: string, words: string][] = [["suspect", "Suspect"], ["victim", "Victim"], ["witness", "Witness"], ["other", "Other"]];

/** One tap says as what. From then on the risk card counts them, on every device of the job and on the board. */
export function NameHere({ card, record }: { card: Card; record: OpenedRecord }) {
  const { device } = useHandheld();
  const { waiting } = useView();
  const [role, setRole] = useState("");
  if (record.kind !== "nominal" && record.kind !== "vehicle") return null;
  const known = card.risk?.known?.find(({ id }) => id === record.id);
  const isNamed = known?.how.startsWith("named in this call") ?? false;
  const isWaiting = waiting.some((command) => command.kind === "name_record" && command.fields.record_id === record.id && command.fields.incident_id === card.incident_id);
  const name = (as: string): void => {
    setRole(as);
    void device.act("name_record", { incident_id: card.incident_id, record_kind: record.kind, record_id: record.id, role: as });
    tell(`${headOf(record)}: kept, on its way to the control room.`);
  };
  const cad = card.incident.cad || "this job";
  if (isNamed || isWaiting) return <p class="note named-here" role="status">{isWaiting ? `Named to ${cad}${role ? ` as ${role}` : ""}, waiting to be sent.` : `Here: ${known?.how.replace("this call", cad)}.`}</p>;
  return (
    <section class="card opened-part named-here" aria-labelledby="here-heading">
      <h3 id="here-heading">{record.kind === "vehicle" ? "Is this vehicle here?" : "Is this who you have here?"}</h3>
      <p class="hint">Tap {record.kind === "vehicle" ? "below" : "one"}: the warnings then go onto the card of {cad}, and the control room sees it.</p>
      <p class="roles">
        {record.kind === "vehicle"
          ? <button type="button" class="btn" onClick={() => name("other")}>It is here</button>
          : ROLES.map(([as, words]) => <button key={as} type="button" class="btn" onClick={() => name(as)}>{words}</button>)}
      </p>
    </section>
  );
}

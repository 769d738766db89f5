import { useState } from "preact/hooks";
import type { CommandKind } from "../../domain/commands.ts";
import type { Need } from "../../domain/needs.ts";
import { incidentOf, writtenIn } from "../../domain/written.ts";
import { whenText } from "../../domain/times.ts";
import { useHandheld, useView } from "../handset/context.ts";
import { Sheet } from "../handset/sheet.tsx";

/** Everything that could not be done or has to be asked, one below the other. */
export function NeedsSheet({ onClose }: { onClose: () => void }) {
  const { needs } = useView();
  return <Sheet title="Needs you" onClose={onClose}><ul class="needs">{needs.map((need) => <NeedItem key={need.id} need={need} />)}</ul></Sheet>;
}

const what: Record<Need["kind"], string> = { refused: "Not done", asked: "Please confirm", ended: "Ended", returned: "Came back", unread: "Not readable", lost: "Lost" };

/** What was tapped, for whoever has done three things since. */
const tapped: Partial<Record<CommandKind, string>> = {
  accept_tasking: "Accept", decline_tasking: "Decline", mark_read: "Risk read", set_status: "Status", result_incident: "Result", add_log: "Log entry",
  name_record: "Naming somebody", raise_emergency: "Call for help",
};

function NeedItem({ need }: { need: Need }) {
  const { device } = useHandheld();
  const done = (): void => void device.dealtWith(need);
  return (
    <li class={need.kind === "ended" ? "note" : "note note-warn"}>
      <p><b>{what[need.kind]}{need.kind === "refused" && tapped[need.command] && `: ${tapped[need.command]}`}</b> <span class="soft">{whenText(need.at, Date.now())}</span></p>
      <p>{need.sentence}</p>
      {need.kind === "refused" && writtenIn(need) && <Written need={need} />}
      {need.kind === "asked" ? <Confirm need={need} onDone={done} /> : <button type="button" class="btn" onClick={done}>I have seen this</button>}
    </li>
  );
}

function Confirm({ need, onDone }: { need: Extract<Need, { kind: "asked" }>; onDone: () => void }) {
  const { device } = useHandheld();
  function yes(): void {
    if (need.status) void device.act("set_status", { status: need.status, confirmed: true, ...(need.taskingId ? { tasking_id: need.taskingId } : {}) });
    onDone();
  }
  return (
    <div class="pair">
      <button type="button" class="btn btn-strong" onClick={yes}>Yes, still so</button>
      <button type="button" class="btn" onClick={onDone}>No</button>
    </div>
  );
}

/** What the officer wrote is theirs still, though it was refused. */
function Written({ need }: { need: Extract<Need, { kind: "refused" }> }) {
  const { device } = useHandheld();
  const { handset } = useView();
  const [said, setSaid] = useState("");
  const text = writtenIn(need);
  const incident = incidentOf(need, handset?.cards ?? []);
  const copy = (): void => void navigator.clipboard.writeText(text).then(() => setSaid("Copied."), () => setSaid("It cannot be copied here: mark it with a finger."));
  function add(): void {
    if (incident) void device.act("add_log", { entry_id: crypto.randomUUID(), incident_id: incident, text });
    setSaid("Given to the log of the incident.");
  }
  return (
    <>
      <blockquote class="need-written">{text}</blockquote>
      <div class="pair">
        <button type="button" class="btn" onClick={copy}>Copy</button>
        {incident && <button type="button" class="btn" disabled={said.startsWith("Given")} onClick={add}>Add to the log</button>}
      </div>
      <p role="status">{said}</p>
    </>
  );
}

import { useEffect, useState } from "preact/hooks";
import type { Need } from "../../domain/needs.ts";
import { whenText } from "../../domain/times.ts";
import { useHandheld, useView } from "./context.ts";
import { Sheet } from "./sheet.tsx";

/** What could not be done, or has to be asked: it stays until the officer has dealt with it. */
export function NeedsBar() {
  const { needs } = useView();
  const [open, setOpen] = useState(false);
  // An empty list closes itself; otherwise the next need would open over whatever is being done.
  useEffect(() => { if (!needs.length) setOpen(false); }, [needs.length]);
  if (!needs.length) return null;
  return (
    <>
      <button type="button" class="needs-bar" onClick={() => setOpen(true)}>
        <span>{needs.length === 1 ? "1 thing needs you" : `${needs.length} things need you`}</span>
        <span class="needs-first">{needs[needs.length - 1]?.sentence}</span>
      </button>
      {open && <Sheet title="Needs you" onClose={() => setOpen(false)}><ul class="needs">{needs.map((need) => <NeedItem key={need.id} need={need} />)}</ul></Sheet>}
    </>
  );
}

const what: Record<Need["kind"], string> = { refused: "Not done", asked: "Please confirm", ended: "Ended", unread: "Not readable", lost: "Lost" };

function NeedItem({ need }: { need: Need }) {
  const { device } = useHandheld();
  const done = (): void => void device.dealtWith(need);
  return (
    <li class={need.kind === "ended" ? "note" : "note note-warn"}>
      <p><b>{what[need.kind]}</b> <span class="soft">{whenText(need.at, Date.now())}</span></p>
      <p>{need.sentence}</p>
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

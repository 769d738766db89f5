import { useState } from "preact/hooks";
import { Age } from "../../ui/age.tsx";
import { ErrorSummary, Field, type Wrong } from "../../ui/error-summary.tsx";
import { useHandheld, useView } from "../handset/context.ts";
import { useOwnPlace, type OwnPlace } from "../handset/place-now.ts";
import { openTasking } from "../handset/route.ts";
import { Sheet } from "../handset/sheet.tsx";

/** Something that the officer came upon: it starts where the officer stands, at scene. */
export function ComeUponSheet({ onClose }: { onClose: () => void }) {
  const { device } = useHandheld();
  const { codes } = useView();
  const own = useOwnPlace();
  const [type, setType] = useState("");
  const [what, setWhat] = useState("");
  const [address, setAddress] = useState("");
  const [wrongs, setWrongs] = useState<Wrong[]>([]);

  function start(event: Event): void {
    event.preventDefault();
    const missing = whatIsMissing(type, what, own);
    setWrongs(missing);
    if (missing.length || !own) return;
    const taskingId = crypto.randomUUID();
    void device.act("come_upon_incident", {
      incident_id: crypto.randomUUID(), tasking_id: taskingId, type, what: what.trim(),
      lon: own.lon, lat: own.lat, address: address.trim() || "Where the unit stands",
    });
    onClose();
    openTasking(taskingId);
  }

  return (
    <Sheet title="Come upon" onClose={onClose}>
      <form class="sheet-form" onSubmit={start} noValidate>
        <ErrorSummary wrongs={wrongs} />
        {own ? <p class="hint">Here: ±{Math.round(own.accuracy_m ?? 0)} m, <Age since={own.fixed_at} /> old</p>
          : <p class="note note-warn">Your position is not known, so this cannot be sent from here. Use the radio.</p>}
        <Field id="type" label="Type" wrong={wrongs.find(({ field }) => field === "type")?.sentence}>
          <select id="type" value={type} onChange={(event) => setType(event.currentTarget.value)}>
            <option value="">Choose a type</option>
            {(codes?.types ?? []).map(({ code, label }) => <option key={code} value={code}>{label}</option>)}
          </select>
        </Field>
        <Field id="what" label="What is happening" wrong={wrongs.find(({ field }) => field === "what")?.sentence}>
          <input id="what" maxLength={200} value={what} onInput={(event) => setWhat(event.currentTarget.value)} />
        </Field>
        <Field id="address" label="Where" hint="Street or landmark, if you can see it">
          <input id="address" maxLength={200} aria-describedby="address-hint" value={address} onInput={(event) => setAddress(event.currentTarget.value)} />
        </Field>
        <button type="submit" class="act">Start, at scene</button>
      </form>
    </Sheet>
  );
}

function whatIsMissing(type: string, what: string, own: OwnPlace | null): Wrong[] {
  const wrongs: Wrong[] = [];
  if (!type) wrongs.push({ field: "type", sentence: "Choose a type" });
  if (!what.trim()) wrongs.push({ field: "what", sentence: "Write what is happening" });
  if (!own) wrongs.push({ sentence: "Your position is not known" });
  return wrongs;
}

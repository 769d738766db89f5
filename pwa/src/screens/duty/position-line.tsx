import { Age } from "../../ui/age.tsx";
import { useWatched } from "../../ui/watched.ts";
import { useHandheld, useView } from "../handset/context.ts";

/** Whether the control room can see where we are: only while this app is open and in sight. */
export function PositionLine() {
  const { locator } = useHandheld();
  const whereabouts = useWatched(locator.whereabouts);
  const known = useView().handset?.position;
  switch (whereabouts.kind) {
    case "fixed": return (
      <p class="position-line"><b>Position</b> <span>±{Math.round(whereabouts.fix.accuracy_m)} m · <Age since={whereabouts.fix.fixed_at} /> old</span></p>
    );
    case "asking": return <p class="position-line"><b>Position</b> <span>Looking for it…</span></p>;
    case "denied": return <p class="note note-warn">This device may not tell its position: the control room cannot see where you are. Allow location for this app in the device's settings.</p>;
    default: return (
      <p class="position-line"><b>Position</b> <span>{known ? <>from {known.source === "companion" ? "your companion app" : known.source}, <Age since={known.fixed_at} /> old</> : "not known"}</span></p>
    );
  }
}

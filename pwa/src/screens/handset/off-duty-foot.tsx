import { useState } from "preact/hooks";
import { Dialog } from "../../ui/dialog.tsx";
import { later } from "../../ui/later.tsx";
import { ThemePicker } from "../../ui/theme-picker.tsx";
import { useHandheld, useView } from "./context.ts";

const OwnLog = later(() => import("./own-log.tsx").then((screen) => screen.OwnLog));

export function OffDutyFoot() {
  const { device } = useHandheld();
  const { waiting } = useView();
  const [asking, setAsking] = useState(false);
  const [reading, setReading] = useState(false);
  const out = (): void => { if (waiting.length) setAsking(true); else void device.signOut(); };
  return (
    <footer class="page off-duty-foot">
      <ThemePicker />
      <button type="button" class="btn btn-wide" onClick={() => setReading(true)}>What is recorded of me</button>
      <button type="button" class="btn btn-wide" onClick={out}>Sign out</button>
      {reading && <Dialog title="What is recorded of me" onClose={() => setReading(false)}><OwnLog /></Dialog>}
      {asking && (
        <Dialog title="Sign out and lose what waits?" onClose={() => setAsking(false)}>
          <p>{waiting.length} {waiting.length === 1 ? "action has" : "actions have"} not been sent. Signing out deletes {waiting.length === 1 ? "it" : "them"} from this device.</p>
          <button type="button" class="btn btn-danger" onClick={() => void device.signOut()}>Sign out and delete</button>
        </Dialog>
      )}
    </footer>
  );
}

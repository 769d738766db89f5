import { useState } from "preact/hooks";
import { Dialog } from "../../ui/dialog.tsx";
import { later } from "../../ui/later.tsx";
import { ThemePicker } from "../../ui/theme-picker.tsx";
import { useHandheld, useView } from "./context.ts";

const OwnLog = later(() => import("./own-log.tsx").then((screen) => screen.OwnLog));
const OwnTrail = later(() => import("./own-trail.tsx").then((screen) => screen.OwnTrail));

export function OffDutyFoot() {
  const { device } = useHandheld();
  const { waiting } = useView();
  const [asking, setAsking] = useState(false);
  const [reading, setReading] = useState<"log" | "trail" | null>(null);
  const out = (): void => { if (waiting.length) setAsking(true); else void device.signOut(); };
  return (
    <footer class="page book-on">
      <p class="soft">Off duty you are not tracked: nothing of where you are is kept.</p>
      <ThemePicker />
      <button type="button" class="btn btn-wide" onClick={() => setReading("log")}>What is recorded of me</button>
      <button type="button" class="btn btn-wide" onClick={() => setReading("trail")}>Who looked at my trail</button>
      <button type="button" class="btn btn-wide" onClick={out}>Sign out</button>
      {reading === "log" && <Dialog title="What is recorded of me" onClose={() => setReading(null)}><OwnLog /></Dialog>}
      {reading === "trail" && <Dialog title="Who looked at my trail" onClose={() => setReading(null)}><OwnTrail /></Dialog>}
      {asking && (
        <Dialog title="Sign out and lose what waits?" onClose={() => setAsking(false)}>
          <p>Not sent yet: {waiting.length}. Signing out deletes it from this device.</p>
          <button type="button" class="btn btn-danger" onClick={() => void device.signOut()}>Sign out and delete</button>
        </Dialog>
      )}
    </footer>
  );
}

// "Hold: help": on every screen of an officer on duty, and inside every dialog.
import { useState } from "preact/hooks";
import { Dialog } from "../../ui/dialog.tsx";
import { HoldButton } from "../../ui/hold-button.tsx";
import { sound } from "../../ui/sound.ts";
import { tell } from "../../ui/toast.tsx";
import { useHandheld } from "./context.ts";

export function HelpButton() {
  const { device, locator } = useHandheld();
  const [asking, setAsking] = useState(false);

  function raise(): void {
    const fix = locator.lastFix();
    const place = fix && { lon: fix.lon, lat: fix.lat, accuracy_m: fix.accuracy_m, fixed_at: fix.fixed_at, source: fix.source };
    void device.act("raise_emergency", { emergency_id: crypto.randomUUID(), ...(place ? { place } : {}) });
    sound("message");
    setAsking(false);
  }

  return (
    <>
      <HoldButton class="help" onHeld={raise} onTap={() => tell("Hold for one second to call for help.")} onSpoken={() => setAsking(true)}>Hold: help</HoldButton>
      {asking && (
        <Dialog title="Call for help?" onClose={() => setAsking(false)}>
          <p>The control room is alarmed at once and sees where you are.</p>
          <button type="button" class="act act-danger" onClick={raise}>Call for help</button>
        </Dialog>
      )}
    </>
  );
}

import type { Emergency } from "../../domain/rows.ts";
import { clockTime } from "../../domain/times.ts";
import { Age } from "../../ui/age.tsx";
import { useView } from "./context.ts";

/** Stands over everything until a controller closes it. The officer cannot. */
export const EmergencyBar = () => <div role="alert"><EmergencyWords /></div>;

/** The same inside a dialog, which would otherwise lie over it; it has been spoken already. */
export function EmergencyWords() {
  const { handset, session } = useView();
  return handset?.emergency ? <Words emergency={handset.emergency} own={session?.officer.name ?? ""} /> : null;
}

function Words({ emergency, own }: { emergency: Emergency; own: string }) {
  const { acknowledged_at, acknowledged_by, raised_at, officer } = emergency;
  const caller = officer?.endsWith(own) ? "Help called" : `${officer ?? "Your crew"} called for help`;
  return (
    <div class={acknowledged_at ? "emergency emergency-heard" : "emergency"}>
      <strong>{caller} {clockTime(raised_at)}{acknowledged_at ? "" : ", NOT CONFIRMED"}</strong>
      <span>{acknowledged_at ? `Acknowledged by ${acknowledged_by ?? "the control room"} ${clockTime(acknowledged_at)}` : <Unconfirmed emergency={emergency} />}</span>
    </div>
  );
}

function Unconfirmed({ emergency }: { emergency: Emergency }) {
  return (
    <span aria-live="off">
      {waitsFor(emergency)} · <Age since={emergency.pressed_again_at ?? emergency.raised_at} />
      {emergency.lon === null ? " · without a position" : ""}
    </span>
  );
}

/** What a call for help that nobody has answered waits for. A second press waits anew: what was answered was the first. */
export function waitsFor({ received_at, pressed_again_at }: Emergency): string {
  if (received_at === "") return "Not sent yet: trying. Use the radio";
  return pressed_again_at ? `Pressed again ${clockTime(pressed_again_at)}, not answered again yet` : "The control room has it, nobody has answered yet";
}

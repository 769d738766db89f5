import type { Emergency } from "../../domain/rows.ts";
import { clockTime } from "../../domain/times.ts";
import { Age } from "../../ui/age.tsx";

/** Stands over everything until a controller closes it. The officer cannot. */
export function EmergencyBar({ emergency, own }: { emergency: Emergency | null; own: string }) {
  if (!emergency) return <div role="alert" />;
  const { acknowledged_at, acknowledged_by, raised_at, officer } = emergency;
  const caller = officer?.endsWith(own) ? "Help called" : `${officer ?? "Your crew"} called for help`;
  return (
    <div role="alert" class={acknowledged_at ? "emergency emergency-heard" : "emergency"}>
      <strong>{caller} {clockTime(raised_at)}{acknowledged_at ? "" : ", NOT CONFIRMED"}</strong>
      <span>{acknowledged_at ? `Acknowledged by ${acknowledged_by ?? "the control room"} ${clockTime(acknowledged_at)}` : <Unconfirmed emergency={emergency} />}</span>
    </div>
  );
}

function Unconfirmed({ emergency }: { emergency: Emergency }) {
  const sent = emergency.received_at !== "";
  return (
    <span aria-live="off">
      {sent ? "The control room has it, nobody has answered yet" : "Not sent yet: trying. Use the radio"} · <Age since={emergency.raised_at} />
      {emergency.lon === null ? " · without a position" : ""}
    </span>
  );
}

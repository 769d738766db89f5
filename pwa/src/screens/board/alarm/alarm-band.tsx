import { useEffect } from "preact/hooks";
import type { Emergency } from "../../../domain/rows.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { lookAt } from "../desk-state.ts";
import { Acknowledged } from "./acknowledged.tsx";
import { Alarm } from "./alarm.tsx";
import { useAlarmSound } from "./use-alarm-sound.ts";
import "./alarm.css";

const waits = (emergency: Emergency): boolean => emergency.acknowledged_at === null;

/** Takes over every board. It goes only when a named controller has acknowledged and closed it; no time ends it. */
export function AlarmBand() {
  const { view, desk } = useBoard();
  const { emergencies } = useWatched(view);
  const waiting = emergencies.filter(waits);
  const first = waiting[0];
  const sound = useAlarmSound(waiting.length > 0);

  useEffect(() => {
    if (first?.lon != null && first.lat != null) lookAt(desk, { lon: first.lon, lat: first.lat }, 14.5);
    if (first) desk.narrow.set("map");
  }, [first?.id]);

  useEffect(() => {
    document.title = first ? `EMERGENCY ${first.callsign} · Bluelamp` : "Board · Bluelamp";
  }, [first?.callsign]);

  if (emergencies.length === 0) return null;
  return (
    <div class="alarms">
      {waiting.map((emergency, index) => (
        <Alarm key={emergency.id} emergency={emergency} first={index === 0} sound={sound} />
      ))}
      {emergencies
        .filter((one) => !waits(one))
        .map((emergency, index) => (
          <Acknowledged key={emergency.id} emergency={emergency} first={index === 0 && waiting.length === 0} />
        ))}
    </div>
  );
}

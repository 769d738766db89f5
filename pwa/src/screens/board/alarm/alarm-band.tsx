import { useEffect } from "preact/hooks";
import { mustHear } from "../../../domain/board/notices.ts";
import { mustCall } from "../../../domain/board/ladder.ts";
import type { Emergency } from "../../../domain/rows.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { lookAt } from "../desk-state.ts";
import { Acknowledged } from "./acknowledged.tsx";
import { AheadBand } from "./ahead-band.tsx";
import { Alarm } from "./alarm.tsx";
import { OverdueBand } from "./overdue-band.tsx";
import { UnreadNotice } from "./unread-notice.tsx";
import { Unanswered } from "./unanswered.tsx";
import { Called } from "./called.tsx";
import { Declined } from "./declined.tsx";
import { useAlarmSound } from "./use-alarm-sound.ts";
import "./alarm.css";

const waits = (emergency: Emergency): boolean => emergency.acknowledged_at === null;

/** Takes over every board. It goes only when a named controller has acknowledged and closed it; no time ends it. */
export function AlarmBand() {
  const { view, desk, line } = useBoard();
  const { emergencies, unanswered, elsewhere, declined, unread, ahead } = useWatched(view);
  const overdue = useWatched(line.overdue);
  const deaf = useWatched(line.deaf);
  const waiting = emergencies.filter(waits);
  const first = waiting[0];
  const calls = unanswered.filter((tasking) => mustCall(tasking) && !tasking.alarm_acknowledged_at);
  const called = [...calls, ...elsewhere];
  const unheard = unread.filter(({ notice }) => mustHear(notice));
  const isStill = overdue.some(([what]) => what === "escalation");
  const sound = useAlarmSound(waiting.length > 0 ? "emergency" : called.length + declined.length + unheard.length > 0 ? "call" : isStill || deaf ? "still" : null);

  useEffect(() => {
    if (first?.lon != null && first.lat != null) lookAt(desk, { lon: first.lon, lat: first.lat }, 14.5);
    if (first) desk.narrow.set("map");
  }, [first?.id]);

  useEffect(() => {
    const needs = first ? `EMERGENCY ${first.callsign}` : deaf ? "NO LIVE FEED" : called[0] ? `CALL ${called[0].callsign}` : declined[0] ? `DECLINED ${declined[0].callsign}` : unheard[0] ? `CALL ${unheard[0].notice.callsign}` : isStill ? "ALARMS STAND STILL" : "Board";
    document.title = `${needs} · Bluelamp`;
  }, [first?.callsign, called[0]?.callsign, declined[0]?.callsign, unheard[0]?.notice.callsign, isStill, deaf]);

  if (emergencies.length + unanswered.length + elsewhere.length + declined.length + unread.length + ahead.length + overdue.length === 0) return null;
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
      <OverdueBand overdue={overdue} />
      {unanswered.map((tasking) => (
        <Unanswered key={tasking.id} tasking={tasking} first={tasking === calls[0] && waiting.length === 0} sound={sound} />
      ))}
      {elsewhere.map((call) => (
        <Called key={call.id} call={call} first={call === called[0] && waiting.length === 0} sound={sound} />
      ))}
      {declined.map((tasking, index) => (
        <Declined key={tasking.id} tasking={tasking} first={index === 0 && waiting.length + called.length === 0} sound={sound} />
      ))}
      {unread.map((said) => (
        <UnreadNotice key={`${said.notice.notice_id} ${said.notice.alarm_acknowledged_by}`} said={said} first={said === unheard[0] && waiting.length + called.length + declined.length === 0} sound={sound} />
      ))}
      <AheadBand ahead={ahead} />
    </div>
  );
}

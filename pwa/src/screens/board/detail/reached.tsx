import { closeWords } from "../../../domain/board/close-by.ts";
import { labelOf } from "../../../domain/board/codes.ts";
import { alarmWords, awaitsAnswer, deviceRungs, endedRungs, inHand, isUnawareOfEnd, mustBeTold, mustReadAgain, reachedInWords, riskUnread, type Rung, rungsOf, takenOffWords, toldWords, unreadSince, waitingSince, wasTold } from "../../../domain/board/ladder.ts";
import { isOpenTasking } from "../../../domain/board/projection.ts";
import { clockTime, counted, stopwatch } from "../../../domain/board/words.ts";
import type { Incident, Tasking } from "../../../domain/rows.ts";
import { StatusChip } from "../../../ui/status-chip.tsx";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { writeTo } from "../desk-state.ts";
import { OrderWords } from "../order-words.tsx";
import { tellByVoice, tellEndByVoice } from "../orders.ts";
import { useOrder } from "../use-order.ts";

/** The ladder of every tasking, that of each device under it, and what was done while nobody answered. */
export function Reached({ incident, taskings }: { incident: Incident; taskings: Tasking[] }) {
  const { desk } = useBoard();
  const open = taskings.filter(isOpenTasking).sort((one, other) => (one.assigned_at < other.assigned_at ? -1 : 1));
  const ended = taskings.filter((tasking) => !isOpenTasking(tasking)).sort((one, other) => (one.ended_at! < other.ended_at! ? 1 : -1));
  return (
    <section class="part" aria-labelledby="reached">
      <h2 id="reached">
        <span>Has it reached them?</span>
        <span>{open.length === 0 ? "nobody tasked" : `${open.length} tasked`}</span>
      </h2>
      {ended.filter(isUnawareOfEnd).map((tasking) => (
        <Unaware key={tasking.id} tasking={tasking} />
      ))}
      {open.map((tasking) => (
        <Ladder key={tasking.id} tasking={tasking} />
      ))}
      {open.length > 0 && (
        <p class="reached-write">
          <button type="button" class="small" onClick={() => writeTo(desk, "", incident.id)}>
            Message {open.length === 1 ? open[0]?.callsign : "all crews on it"}
          </button>
        </p>
      )}
      {open.length === 0 && incident.state === "open" && <p class="nothing needs">Nobody is on it. Task one from the list below.</p>}
      {ended.length > 0 && (
        <details class="ended">
          <summary>{counted(ended.length, "tasking")} ended</summary>
          <ul>
            {ended.map((tasking) => (
              <li key={tasking.id}>
                <p class="ladder-head">
                  <b class="mono">{tasking.callsign}</b>
                  <span class="ladder-words">
                    {tasking.state} {clockTime(tasking.ended_at!)}
                    {tasking.end_reason && `: ${tasking.end_reason}`}
                  </span>
                </p>
                {takenOffWords(tasking) && <p class="ladder-told">{takenOffWords(tasking)}</p>}
                <Rungs of={tasking.callsign} rungs={endedRungs(tasking)} />
                <Devices tasking={tasking} />
                <LookBackLink taskingId={tasking.id} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** Taken off and not known to know it: it stands with those who are going until it is. */
function Unaware({ tasking }: { tasking: Tasking }) {
  const { now } = useWatched(useBoard().view);
  const voice = useOrder();
  return (
    <div class="ladder waits">
      <div class="ladder-head">
        <b class="mono">{tasking.callsign}</b>
        <span class="ladder-words">
          {tasking.state} {clockTime(tasking.ended_at!)}
        </span>
        <span class="mono ladder-clock" aria-label="waiting for">
          {stopwatch(now - Date.parse(tasking.ended_at!))}
        </span>
      </div>
      <p class="ladder-tell">
        <b class="ladder-unread">{takenOffWords(tasking)}</b>
        <button type="button" class="small" onClick={() => void voice.give(tellEndByVoice(tasking))}>
          {tasking.callsign} told by voice
        </button>
      </p>
      <OrderWords now={voice.now} onClear={voice.clear} />
      {tasking.alarm && (
        <p class={`ladder-alarm ladder-alarm-${tasking.alarm}`}>
          {tasking.callsign} {alarmWords(tasking)}. {inHand(tasking) ?? "Nobody sees to it."}
        </p>
      )}
    </div>
  );
}

function Ladder({ tasking }: { tasking: Tasking }) {
  const { view, codes } = useBoard();
  const { now, state, allUnits } = useWatched(view);
  const unit = state.units.get(tasking.unit_id);
  const waits = awaitsAnswer(tasking);
  const again = mustReadAgain(tasking) && !wasTold(tasking);
  const voice = useOrder();
  const row = allUnits.get(tasking.unit_id);
  const close = row?.incident?.id === tasking.incident_id ? closeWords(view.get().close, row, now) : "";
  return (
    <div class={`ladder${waits || again ? " waits" : ""}`}>
      <div class="ladder-head">
        <b class="mono">{tasking.callsign}</b>
        <span class="ladder-words">{reachedInWords(tasking)}</span>
        {riskUnread(tasking) && <b class="ladder-unread">risk NOT read</b>}
        {(waits || again) && (
          <span class="mono ladder-clock" aria-label="waiting for">
            {stopwatch(now - Date.parse(again ? unreadSince(tasking) : waitingSince(tasking)))}
          </span>
        )}
        {!waits && unit && <StatusChip code={unit.status} label={labelOf(codes.statuses, unit.status)} odd={unit.odd} />}
      </div>
      <Rungs of={tasking.callsign} rungs={rungsOf(tasking)} />
      {toldWords(tasking) && <p class="ladder-told">{toldWords(tasking)}. Not read.</p>}
      {mustBeTold(tasking) && (
        <p class="ladder-tell">
          <button type="button" class="small" onClick={() => void voice.give(tellByVoice(tasking))}>
            {tasking.callsign} told by voice
          </button>
        </p>
      )}
      <OrderWords now={voice.now} onClear={voice.clear} />
      {close && <p class="unit-close">{`${tasking.callsign} is ${close}`}</p>}
      {tasking.alarm && (
        <p class={`ladder-alarm ladder-alarm-${tasking.alarm}`}>
          {tasking.callsign} {alarmWords(tasking)}. {inHand(tasking) ?? "Nobody sees to it."}
        </p>
      )}
      <Devices tasking={tasking} />
      <LookBackLink taskingId={tasking.id} />
      {tasking.note && <p class="ladder-note">Note: {tasking.note}</p>}
    </div>
  );
}

/** For a supervisor: the screen of this crew at any moment, rebuilt from the record. */
function LookBackLink({ taskingId }: { taskingId: string }) {
  const { session } = useBoard();
  if (!session.officer.roles.includes("supervisor")) return null;
  return (
    <a class="ladder-look" href={`/look-back?tasking=${taskingId}`} target="_blank" rel="noopener">
      What could they see?
    </a>
  );
}

const KINDS = { handset: "Handset", terminal: "Terminal" } as const;

/** What each device of the crew has proved. */
function Devices({ tasking }: { tasking: Tasking }) {
  if (tasking.devices.length === 0) return null;
  return (
    <ul class="ladder-devices">
      {tasking.devices.map((device) => (
        <li key={device.device_id}>
          <span class="ladder-device">
            {KINDS[device.kind]} {device.officer}
          </span>{" "}
          {deviceRungs(device, tasking.assigned_at).map((rung) => (
            <span key={rung.name} class="device-rung">
              {rung.name} <span class="mono">{rung.after}</span>
              {rung.by && rung.by !== "socket" && ` by ${rung.by}`}
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}

/** In seconds since the tasking; the server's times under the pointer, with the focus and for screen readers. */
function Rungs({ of, rungs }: { of: string; rungs: readonly Rung[] }) {
  return (
    <ol class="rungs" style={{ "--rungs": String(rungs.length) }} tabIndex={0} aria-label={`How far ${of} has got`}>
      {rungs.map((rung) => (
        <RungMark key={rung.name} rung={rung} />
      ))}
    </ol>
  );
}

const WITHOUT_TIME: Partial<Record<Rung["state"], string>> = { waiting: "waiting", passed: "not" };

function RungMark({ rung }: { rung: Rung }) {
  const at = rung.at && clockTime(rung.at);
  return (
    <li class={`rung rung-${rung.state}`} title={at ? `${rung.name} ${at}` : undefined}>
      <span class="rung-name">{rung.name}</span>
      <span class="rung-after mono">{rung.state === "again" ? "changed" : (rung.after ?? WITHOUT_TIME[rung.state] ?? "")}</span>
      {at && <span class="rung-at mono">{at}</span>}
    </li>
  );
}

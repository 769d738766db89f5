import { labelOf, podName } from "../../../domain/board/codes.ts";
import { cadNumber, clockTime, stopwatch } from "../../../domain/board/words.ts";
import type { Emergency } from "../../../domain/rows.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { lookAt, openIncident } from "../desk-state.ts";
import { acknowledge } from "../orders.ts";
import { OrderWords } from "../order-words.tsx";
import { useOrder } from "../use-order.ts";
import { nearestUnits, placeOf, placeWords, unitElsewhere, whoseWords } from "./place-words.ts";
import { Answer, NoSoundYet } from "./answer.tsx";
import type { SoundState } from "./sound.ts";
import { useAnswerKey } from "./use-answer-key.ts";

const NEAREST = 4;

/** One emergency that nobody has answered yet. */
export function Alarm({ emergency, first, sound }: { emergency: Emergency; first: boolean; sound: SoundState }) {
  const { view, desk, codes } = useBoard();
  const { now, allUnits, state } = useWatched(view);
  const order = useOrder();
  const unit = allUnits.get(emergency.unit_id ?? "");
  // Also of a unit of another pod, whose row this board does not have.
  const position = state.positions.get(emergency.unit_id ?? "");
  const place = placeOf(emergency, position);
  const elsewhere = unitElsewhere(emergency, position, now);
  const incident = state.incidents.get(emergency.incident_id ?? unit?.unit.incident_id ?? "");
  const answer = (): void => void (order.now.state !== "sending" && order.give(acknowledge(emergency)));

  useAnswerKey(first, answer);

  return (
    <section class="alarm" aria-label={`Emergency ${emergency.callsign}`}>
      <div class="alarm-main" role="alert">
        <p class="alarm-title">
          Emergency <b class="mono">{emergency.callsign}</b>
        </p>
        <p class="alarm-officer">
          {emergency.officer ?? unit?.unit.crew.map((member) => member.name).join(", ") ?? ""} · {podName(codes, emergency.pod)}
          {unit && ` · was ${unit.unit.status} ${labelOf(codes.statuses, unit.unit.status)}`}
        </p>
      </div>
      <dl class="alarm-facts">
        <dt>Place</dt>
        <dd>
          {placeWords(place, now)}
          {place && `, ${whoseWords(emergency)}`}
        </dd>
        {elsewhere && (
          <>
            <dt>Their unit</dt>
            <dd>{elsewhere}</dd>
          </>
        )}
        {incident && (
          <>
            <dt>On</dt>
            <dd>
              {cadNumber(incident.cad)} {incident.what}, {incident.address}
            </dd>
          </>
        )}
        <dt>Raised</dt>
        <dd>
          {clockTime(emergency.raised_at)}, received {clockTime(emergency.received_at)}
          {emergency.pressed_again_at && <b> · PRESSED AGAIN {clockTime(emergency.pressed_again_at)}</b>}
        </dd>
        {place && (
          <>
            <dt>Nearest</dt>
            <dd>
              <Nearest emergency={emergency} lon={place.lon} lat={place.lat} />
            </dd>
          </>
        )}
      </dl>
      <div class="alarm-acts">
        <span class="alarm-clock mono" aria-label="waiting for">
          {stopwatch(now - Date.parse(emergency.pressed_again_at ?? emergency.received_at))}
        </span>
        <Answer first={first} class="alarm-press" onAnswer={answer}>Acknowledge</Answer>
        {place && (
          <button type="button" class="alarm-small" onClick={() => lookAt(desk, place, 14.5)}>
            Show on the map
          </button>
        )}
        {incident && (
          <button type="button" class="alarm-small" onClick={() => openIncident(desk, incident.id, incident)}>
            Open {cadNumber(incident.cad)}
          </button>
        )}
        <NoSoundYet first={first} sound={sound} />
      </div>
      <OrderWords now={order.now} onClear={order.clear} />
    </section>
  );
}

function Nearest({ emergency, lon, lat }: { emergency: Emergency; lon: number; lat: number }) {
  const { allUnits, now } = useWatched(useBoard().view);
  const near = nearestUnits(allUnits.values(), { lon, lat }, emergency.unit_id, NEAREST, now);
  if (near.length === 0) return <>no other unit of the watched pods has a position of the last 15 min</>;
  return (
    <>
      {near.map(({ row, words }) => (
        <span key={row.unit.id} class="alarm-near">
          <b class="mono">{row.unit.callsign}</b> {words}, {row.standing}
        </span>
      ))}
    </>
  );
}

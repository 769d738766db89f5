import { declinedWords } from "../../../domain/board/declined.ts";
import { cadNumber, stopwatch } from "../../../domain/board/words.ts";
import type { Tasking } from "../../../domain/rows.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { openIncident } from "../desk-state.ts";
import { acknowledgeAlarm } from "../orders.ts";
import { OrderWords } from "../order-words.tsx";
import { useOrder } from "../use-order.ts";
import { Answer, NoSoundYet } from "./answer.tsx";
import type { SoundState } from "./sound.ts";
import { useAnswerKey } from "./use-answer-key.ts";

/** A crew said no. It stays until somebody sees to it or another unit is tasked: whoever looks elsewhere must hear of it. */
export function Declined({ tasking, first, sound }: { tasking: Tasking; first: boolean; sound: SoundState }) {
  const { view, desk } = useBoard();
  const { now, state } = useWatched(view);
  const order = useOrder();
  const incident = state.incidents.get(tasking.incident_id);

  function seeToIt(): void {
    if (order.now.state === "sending") return;
    void order.give(acknowledgeAlarm(tasking));
    // The band goes with the answer: what there is to do stays in sight.
    if (incident) openIncident(desk, incident.id, incident);
  }

  useAnswerKey(first, seeToIt);
  return (
    <section class="call call-voice" aria-label={`${tasking.callsign} declined`}>
      <p class="call-title" role="alert">
        <b class="mono">{tasking.callsign}</b> {declinedWords(tasking)}. Task another.
      </p>
      <p class="call-job">{incident && `${incident.grade} ${cadNumber(incident.cad)} ${incident.what}, ${incident.address}`}</p>
      <span class="call-clock mono" aria-label="waiting for">
        {stopwatch(now - Date.parse(tasking.alarmed_at ?? tasking.assigned_at))}
      </span>
      <span class="call-acts">
        <Answer first={first} onAnswer={seeToIt}>I will task another</Answer>
      </span>
      <NoSoundYet first={first} sound={sound} />
      <OrderWords now={order.now} onClear={order.clear} />
    </section>
  );
}

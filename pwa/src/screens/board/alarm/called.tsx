import { cadNumber, stopwatch } from "../../../domain/board/words.ts";
import type { Call } from "../../../domain/rows.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { openIncident } from "../desk-state.ts";
import { acknowledgeAlarm, answerByVoice } from "../orders.ts";
import { OrderWords } from "../order-words.tsx";
import { useOrder } from "../use-order.ts";
import { Answer, NoSoundYet } from "./answer.tsx";
import type { SoundState } from "./sound.ts";
import { useAnswerKey } from "./use-answer-key.ts";

/** A crew of another pod that nobody there sees to. It goes from this board as soon as anybody does. */
export function Called({ call, first, sound }: { call: Call; first: boolean; sound: SoundState }) {
  const { view, desk } = useBoard();
  const { now } = useWatched(view);
  const order = useOrder();
  const seeToIt = (): void => void (order.now.state !== "sending" && order.give(acknowledgeAlarm(call)));
  useAnswerKey(first, seeToIt);
  return (
    <section class="call call-supervisor" aria-label={`${call.callsign} of ${call.pod} has not answered`}>
      <p class="call-title" role="alert">
        Nobody in {call.pod} sees to it: <b class="mono">{call.callsign}</b> {call.state === "acknowledged" ? "has not read the change" : "has not answered"}
      </p>
      <p class="call-job">{`${call.grade} ${cadNumber(call.cad)} ${call.what}, ${call.address}`}</p>
      <span class="call-clock mono" aria-label="waiting for">
        {stopwatch(now - Date.parse(call.assigned_at))}
      </span>
      <span class="call-acts">
        <Answer first={first} onAnswer={seeToIt}>I will call</Answer>
        {call.state === "assigned" && (
          <button type="button" class="alarm-small" onClick={() => void order.give(answerByVoice(call))}>
            Accepted by voice
          </button>
        )}
        <button type="button" class="alarm-small" onClick={() => openIncident(desk, call.incident_id, call)}>
          Open and task another
        </button>
      </span>
      <NoSoundYet first={first} sound={sound} />
      <OrderWords now={order.now} onClear={order.clear} />
    </section>
  );
}

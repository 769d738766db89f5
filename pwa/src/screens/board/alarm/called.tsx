import { cadNumber, stopwatch } from "../../../domain/board/words.ts";
import type { Call } from "../../../domain/rows.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { openIncident } from "../desk-state.ts";
import { acknowledgeAlarm, answerByVoice, tellEndByVoice } from "../orders.ts";
import { OrderWords } from "../order-words.tsx";
import { useOrder } from "../use-order.ts";
import { Answer, NoSoundYet } from "./answer.tsx";
import type { SoundState } from "./sound.ts";
import { useAnswerKey } from "./use-answer-key.ts";

/** What nobody in its pod sees to. Of one that was taken off the job: it does not know that. */
function calledWords({ state, ended_at }: Call): string {
  if (ended_at) return "DOES NOT KNOW THAT IT IS OFF THE JOB";
  return state === "acknowledged" ? "has not read the change" : "has not answered";
}

/** A crew of another pod that nobody there sees to. It goes from this board as soon as anybody does. */
export function Called({ call, first, sound }: { call: Call; first: boolean; sound: SoundState }) {
  const { view, desk } = useBoard();
  const { now } = useWatched(view);
  const order = useOrder();
  const seeToIt = (): void => void (order.now.state !== "sending" && order.give(acknowledgeAlarm(call)));
  useAnswerKey(first, seeToIt);
  return (
    <section class="call call-supervisor" aria-label={`${call.callsign} of ${call.pod} ${calledWords(call)}`}>
      <p class="call-title" role="alert">
        Nobody in {call.pod} sees to it: <b class="mono">{call.callsign}</b> {calledWords(call)}
      </p>
      <p class="call-job">{`${call.grade} ${cadNumber(call.cad)} ${call.what}, ${call.address}`}</p>
      <span class="call-clock mono" aria-label="waiting for">
        {stopwatch(now - Date.parse(call.ended_at ?? call.assigned_at))}
      </span>
      <span class="call-acts">
        <Answer first={first} onAnswer={seeToIt}>I will call</Answer>
        {call.ended_at && (
          <button type="button" class="alarm-small" onClick={() => void order.give(tellEndByVoice(call))}>
            Told by voice
          </button>
        )}
        {call.state === "assigned" && (
          <button type="button" class="alarm-small" onClick={() => void order.give(answerByVoice(call))}>
            Accepted by voice
          </button>
        )}
        <button type="button" class="alarm-small" onClick={() => openIncident(desk, call.incident_id, call)}>
          {call.ended_at ? "Open" : "Open and task another"}
        </button>
      </span>
      <NoSoundYet first={first} sound={sound} />
      <OrderWords now={order.now} onClear={order.clear} />
    </section>
  );
}

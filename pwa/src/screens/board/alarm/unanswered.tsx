import { alarmedSince, alarmWords, inHand, isUnawareOfEnd, mustBeTold, mustCall } from "../../../domain/board/ladder.ts";
import { cadNumber, stopwatch } from "../../../domain/board/words.ts";
import type { Tasking } from "../../../domain/rows.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { openIncident } from "../desk-state.ts";
import { acknowledgeAlarm, answerByVoice, tellByVoice, tellEndByVoice } from "../orders.ts";
import { OrderWords } from "../order-words.tsx";
import { useOrder } from "../use-order.ts";
import { Answer, NoSoundYet } from "./answer.tsx";
import type { SoundState } from "./sound.ts";
import { useAnswerKey } from "./use-answer-key.ts";

const TITLES: Record<string, string> = { amber: "No answer yet", voice: "Voice call needed", supervisor: "Supervisor needed" };

/** A tasking that nobody answers, or the end of one that did not come. It stays until a person has answered: seeing to it stops the sound, nothing else. */
export function Unanswered({ tasking, first, sound }: { tasking: Tasking; first: boolean; sound: SoundState }) {
  const { view, desk } = useBoard();
  const { now, state } = useWatched(view);
  const order = useOrder();
  const incident = state.incidents.get(tasking.incident_id);
  const calls = mustCall(tasking) && !tasking.alarm_acknowledged_at;
  const seeToIt = (): void => void (order.now.state !== "sending" && order.give(acknowledgeAlarm(tasking)));
  useAnswerKey(first, seeToIt);
  return (
    <section class={`call call-${calls ? tasking.alarm : "held"}`} aria-label={isUnawareOfEnd(tasking) ? `${tasking.callsign} does not know that it is off the job` : `${tasking.callsign} has not answered`}>
      <p class="call-title" role={calls ? "alert" : undefined}>
        {isUnawareOfEnd(tasking) && tasking.alarm === "amber" ? "Not told yet" : TITLES[tasking.alarm ?? "amber"]}: <b class="mono">{tasking.callsign}</b> {alarmWords(tasking)}
      </p>
      <p class="call-job">
        {incident && `${incident.grade} ${cadNumber(incident.cad)} ${incident.what}, ${incident.address}`}
        {inHand(tasking) && <b> · {inHand(tasking)}</b>}
      </p>
      <span class="call-clock mono" aria-label="waiting for">
        {stopwatch(now - Date.parse(alarmedSince(tasking)))}
      </span>
      <span class="call-acts">
        {calls && (
          <Answer first={first} onAnswer={seeToIt}>I will call</Answer>
        )}
        {tasking.state === "assigned" && (
          <button type="button" class="alarm-small" onClick={() => void order.give(answerByVoice(tasking))}>
            Accepted by voice
          </button>
        )}
        {(mustBeTold(tasking) || isUnawareOfEnd(tasking)) && (
          <button type="button" class="alarm-small" onClick={() => void order.give(isUnawareOfEnd(tasking) ? tellEndByVoice(tasking) : tellByVoice(tasking))}>
            Told by voice
          </button>
        )}
        {incident && (
          <button type="button" class="alarm-small" onClick={() => openIncident(desk, incident.id, incident)}>
            {tasking.alarm === "supervisor" ? "Open and task another" : `Open ${cadNumber(incident.cad)}`}
          </button>
        )}
      </span>
      <NoSoundYet first={first} sound={sound} />
      <OrderWords now={order.now} onClear={order.clear} />
    </section>
  );
}

import { howFar, mustHear, type Said } from "../../../domain/board/notices.ts";
import { counted, shortTime, stopwatch } from "../../../domain/board/words.ts";
import { useMarking } from "../../../ui/marking.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { acknowledgeNotice } from "../orders.ts";
import { OrderWords } from "../order-words.tsx";
import { useOrders } from "../use-order.ts";
import { Answer, NoSoundYet } from "./answer.tsx";
import type { SoundState } from "./sound.ts";
import { useAnswerKey } from "./use-answer-key.ts";

/** So many are named; the panel names all. */
const NAMED = 6;

/** A message that crews have not read. It stays until they have: seeing to it stops the sound, nothing else. */
export function UnreadNotice({ said: { notice, crews }, first, sound }: { said: Said; first: boolean; sound: SoundState }) {
  const { view, desk } = useBoard();
  const { now } = useWatched(view);
  const orders = useOrders();
  useMarking("OFFICIAL-SENSITIVE");
  const calls = mustHear(notice);
  const named = crews.slice(0, NAMED).map(({ callsign }) => callsign).join(", ") + (crews.length > NAMED ? ` and ${crews.length - NAMED} more` : "");
  // One press for all of them: each is acknowledged by itself, and each refusal stands by itself.
  const seeToIt = (): void => {
    for (const row of crews) if (orders.of(row.id).state !== "sending") void orders.give(row.id, acknowledgeNotice(row));
  };
  useAnswerKey(first, seeToIt);
  return (
    <section class={`call call-${calls ? "voice" : "held"}`} aria-label={`${named} ${crews.length === 1 ? "has" : "have"} not read a message`}>
      <p class="call-title" role={calls ? "alert" : undefined}>
        {notice.alarm === "voice" ? "Voice call needed" : "Message not read"}: <b class="mono">{named}</b> {crews.length === 1 ? howFar(notice) : `have not read it (${counted(crews.length, "crew")})`}
      </p>
      <p class="call-job call-said">
        “{notice.text}”
        {notice.alarm_acknowledged_at && <b> · {notice.alarm_acknowledged_by} sees to it since {shortTime(notice.alarm_acknowledged_at)}</b>}
      </p>
      <span class="call-clock mono" aria-label="waiting for">
        {stopwatch(now - Date.parse(notice.told_at))}
      </span>
      <span class="call-acts">
        {calls && (
          <Answer first={first} onAnswer={seeToIt}>I will call</Answer>
        )}
        {notice.alarm === "amber" && (
          <button type="button" class="alarm-small" onClick={seeToIt}>
            Told by voice
          </button>
        )}
        <button type="button" class="alarm-small" onClick={() => desk.panel.set("messages")}>
          All messages
        </button>
      </span>
      <NoSoundYet first={first} sound={sound} />
      {crews.map(({ id }) => <OrderWords key={id} now={orders.of(id)} onClear={() => orders.clear(id)} />)}
    </section>
  );
}

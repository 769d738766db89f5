import { howFar, mustHear } from "../../../domain/board/notices.ts";
import { shortTime, stopwatch } from "../../../domain/board/words.ts";
import type { Notice } from "../../../domain/rows.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { acknowledgeNotice } from "../orders.ts";
import { OrderWords } from "../order-words.tsx";
import { useKeys } from "../shortcuts.ts";
import { useOrder } from "../use-order.ts";
import type { SoundState } from "./sound.ts";

/** A message that a crew has not read. It stays until they have: seeing to it stops the sound, nothing else. */
export function UnreadNotice({ notice, first, sound }: { notice: Notice; first: boolean; sound: SoundState }) {
  const { view, desk } = useBoard();
  const { now } = useWatched(view);
  const order = useOrder();
  const calls = mustHear(notice);
  const seeToIt = (): void => void (order.now.state !== "sending" && order.give(acknowledgeNotice(notice)));
  useKeys((key) => first && (key === "a" || key === "F9") && (seeToIt(), true));
  return (
    <section class={`call call-${calls ? "voice" : "held"}`} aria-label={`${notice.callsign} has not read a message`}>
      <p class="call-title" role={calls ? "alert" : undefined}>
        {notice.alarm === "voice" ? "Voice call needed" : "Message not read"}: <b class="mono">{notice.callsign}</b> {howFar(notice)}
      </p>
      <p class="call-job">
        “{notice.text}”
        {notice.alarm_acknowledged_at && <b> · {notice.alarm_acknowledged_by} sees to it since {shortTime(notice.alarm_acknowledged_at)}</b>}
      </p>
      <span class="call-clock mono" aria-label="waiting for">
        {stopwatch(now - Date.parse(notice.told_at))}
      </span>
      <span class="call-acts">
        {calls && (
          <button type="button" class="call-press" onClick={seeToIt}>
            I will call{" "}
            {first && (
              <span class="key" aria-hidden="true">
                A or F9
              </span>
            )}
          </button>
        )}
        <button type="button" class="alarm-small" onClick={() => desk.panel.set("messages")}>
          All messages
        </button>
      </span>
      {first && sound === "blocked" && (
        <p class="alarm-sound">
          <b>No sound yet:</b> this browser allows it only after a key or a click. Press any key.
        </p>
      )}
      <OrderWords now={order.now} onClear={order.clear} />
    </section>
  );
}

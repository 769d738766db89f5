// A message from the control room takes the screen until somebody of the crew has read it. A tasking that is new goes first.
import { useEffect, useRef, useState } from "preact/hooks";
import { unread } from "../../domain/notices.ts";
import type { NoticeOfCrew } from "../../domain/rows.ts";
import { clockTime } from "../../domain/times.ts";
import { startAlarm } from "../../ui/alarm-sound.ts";
import { useMarking } from "../../ui/marking.ts";
import { useSettled } from "../../ui/settled.ts";
import { sound } from "../../ui/sound.ts";
import { useHandheld, useView } from "../handset/context.ts";
import { EmergencyWords } from "../handset/emergency-bar.tsx";
import { HelpButton } from "../handset/help.tsx";
import { useInSight } from "../handset/use-shown.ts";
import "./alert.css";

export function NoticeScreen() {
  const { alerts, handset } = useView();
  const waiting = unread(handset?.notices);
  const [first] = waiting;
  return first && alerts.length === 0 ? <Said key={first.id} notice={first} more={waiting.length - 1} /> : null;
}

function Said({ notice, more }: { notice: NoticeOfCrew; more: number }) {
  const { device } = useHandheld();
  const box = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const settled = useSettled(notice.id);
  const end = useRef<HTMLParagraphElement>(null);
  const [isWhole, setWhole] = useState(false);
  useMarking("OFFICIAL-SENSITIVE");
  useInSight(() => void device.act("mark_notice_shown", { telling_id: notice.id }), [notice.id]);
  useEffect(() => {
    box.current?.showModal();
    heading.current?.focus();
    return () => document.querySelector<HTMLElement>("main h1")?.focus();
  }, []);
  useEffect(() => {
    if (notice.is_urgent) return startAlarm({ play: () => sound("urgent-message") });
    sound("message");
    return undefined;
  }, [notice.id]);

  // Words below the edge have not been read: the button leads there first.
  useEffect(() => {
    const seen = new IntersectionObserver(([mark]) => { if (mark?.isIntersecting) setWhole(true); }, { root: box.current, rootMargin: "0px 0px -150px 0px" });
    if (end.current) seen.observe(end.current);
    return () => seen.disconnect();
  }, []);

  function read(): void {
    if (!isWhole) end.current?.scrollIntoView({ block: "center" });
    else if (settled()) void device.act("read_notice", { telling_id: notice.id });
  }

  return (
    <dialog ref={box} class={`alarm ${notice.is_urgent ? "alarm-I" : "alarm-message"}`} aria-labelledby="notice-heading" onCancel={(event) => event.preventDefault()}>
      <div class="alarm-body">
        <div><EmergencyWords /><div role="alert"><h2 ref={heading} id="notice-heading" class="alarm-kind" tabIndex={-1}>{notice.is_urgent ? "Urgent message" : "Message"}</h2></div></div>
        <div class="alarm-words">
          <p class="alarm-what notice-text">{notice.text}</p>
          <p>{notice.sent_by}, {clockTime(notice.told_at)}</p>
          <p ref={end} class="soft">To {notice.addressed}{notice.cad && `, on ${notice.cad}`}</p>
        </div>
        <div class="alarm-acts">
          {more > 0 && <p class="soft">{more === 1 ? "One more message" : `${more} more messages`} after this one</p>}
          <button type="button" class="act" onClick={read}>{isWhole ? "I have read it" : "There is more: read on"}</button>
          <div class="foot-row"><HelpButton /></div>
        </div>
      </div>
    </dialog>
  );
}

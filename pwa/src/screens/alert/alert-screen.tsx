// A new tasking, or a brief that changed, takes the whole screen until somebody answers it.
import { useEffect, useRef } from "preact/hooks";
import type { Alert } from "../../domain/alerts.ts";
import { wasRead } from "../../domain/brief.ts";
import { distanceText, unbroken, windName } from "../../domain/place.ts";
import { inOrder, markingOfRisk } from "../../domain/risk.ts";
import type { Card } from "../../domain/rows.ts";
import { labelOf } from "../../domain/status.ts";
import { leftText } from "../../domain/times.ts";
import { GradeBadge } from "../../ui/grade-badge.tsx";
import { startAlarm } from "../../ui/alarm-sound.ts";
import { useMarking } from "../../ui/marking.ts";
import { useSettled } from "../../ui/settled.ts";
import { Shield } from "../../ui/shield.tsx";
import { sound } from "../../ui/sound.ts";
import { useTick } from "../../ui/tick.ts";
import { useHandheld, useView } from "../handset/context.ts";
import { EmergencyWords } from "../handset/emergency-bar.tsx";
import { HelpButton } from "../handset/help.tsx";
import { useOwnPlace, wayTo } from "../handset/place-now.ts";
import { openTasking } from "../handset/route.ts";
import { useShown } from "../handset/use-shown.ts";
import { noteOf } from "../tasking/brief-head.tsx";
import { ChangeList } from "../tasking/change-list.tsx";
import "./alert.css";

export function AlertScreen() {
  const { alerts, handset } = useView();
  const alert = alerts[0];
  const card = handset?.cards.find(({ id }) => id === alert?.taskingId);
  return alert && card ? <Alarm key={alert.taskingId + alert.kind} alert={alert} card={card} /> : null;
}

function Alarm({ alert, card }: { alert: Alert; card: Card }) {
  const { device } = useHandheld();
  const box = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const settled = useSettled(`${alert.taskingId}/${alert.briefRevision}`);
  useSound(card.incident.grade);
  useShown(card);
  useMarking(markingOfRisk(card.risk));
  useEffect(() => {
    box.current?.showModal();
    heading.current?.focus();
    return () => document.querySelector<HTMLElement>("main h1")?.focus();
  }, []);

  function open(): void {
    if (!settled()) return;
    void device.alertGiven(alert);
    openTasking(card.id);
  }
  function accept(): void {
    if (!settled()) return;
    void device.act("accept_tasking", { tasking_id: card.id, brief_revision: card.brief_revision });
    open();
  }

  return (
    <dialog ref={box} class={`alarm alarm-${card.incident.grade}`} aria-labelledby="alarm-heading" onCancel={(event) => { event.preventDefault(); open(); }}>
      <div class="alarm-body">
        <div><EmergencyWords /><div role="alert"><h2 ref={heading} id="alarm-heading" class="alarm-kind" tabIndex={-1}>{alert.kind === "new" ? "New tasking" : `Changed: read it ${wasRead(card) ? "again" : "now"}`}</h2></div></div>
        <Shield key={card.revision} onBroken={() => void device.cannotShow(card)}><AlarmWords card={card} changed={alert.kind === "changed"} /></Shield>
        <div class="alarm-acts">
          {alert.kind === "new"
            ? <button type="button" class="act" onClick={accept}>Accept</button>
            : <button type="button" class="act" onClick={open}>Open and read</button>}
          <div class="foot-row">{alert.kind === "new" && <button type="button" class="btn" onClick={open}>Open and read</button>}<HelpButton /></div>
        </div>
      </div>
    </dialog>
  );
}

function AlarmWords({ card, changed }: { card: Card; changed: boolean }) {
  const { codes } = useView();
  const now = useTick();
  const own = useOwnPlace();
  const { incident } = card;
  const way = own && wayTo(own, incident);
  // Two markers of one kind are one line here: the third place is for something else that the crew must know.
  const worst = [...new Set(inOrder(card.risk?.items ?? []).map(({ title }) => title))].slice(0, 3);
  return (
    <div class="alarm-words">
      <GradeBadge grade={incident.grade} label={labelOf(codes?.grades, incident.grade)} note={incident.attend_by ? leftText(incident.attend_by, now).text : undefined} />
      <p class="alarm-what">{incident.what}</p>
      <p class="alarm-where">{unbroken(incident.address)}</p>
      {changed && <div class="note note-warn"><ChangeList card={card} /></div>}
      {worst.length > 0 && <ul class="alarm-risk" aria-label="Worst of what is known">{worst.map((title) => <li key={title}>{title}</li>)}</ul>}
      {card.risk?.failed && <p class="alarm-risk">The history could not be read</p>}
      {way && <p>{distanceText(way.metres)} {windName(way.degrees)}</p>}
      {!changed && noteOf(card)}
    </div>
  );
}

// The sound comes again until somebody answers; opening the card silences it.
function useSound(grade: string): void {
  useEffect(() => startAlarm({ play: () => sound(grade === "I" ? "immediate" : "routine") }), [grade]);
}

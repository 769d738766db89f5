// What crews must read and that is no tasking: written here, and followed until each has read it.
import { useState } from "preact/hooks";
import { MOST_IN_A_MESSAGE } from "../../../domain/board/commandline.ts";
import { deviceRungs } from "../../../domain/board/ladder.ts";
import { addressed, howFar, type Said, saidOf, waitsForReading } from "../../../domain/board/notices.ts";
import { isRead } from "../../../domain/board/state.ts";
import { cadNumber, clockTime, counted } from "../../../domain/board/words.ts";
import { useMarking } from "../../../ui/marking.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { sendNotice, withdrawNotice } from "../orders.ts";
import { OrderWords } from "../order-words.tsx";
import { useOrder } from "../use-order.ts";
import "./messages-panel.css";

export function MessagesPanel() {
  const { view, desk } = useBoard();
  const { state } = useWatched(view);
  const to = useWatched(desk.messageTo);
  const said = saidOf(state.notices.values());
  useMarking("OFFICIAL-SENSITIVE");
  return (
    <div class="messages">
      <Write key={`${to.words} ${to.incidentId ?? ""}`} />
      <section aria-labelledby="messages-said">
        <h3 id="messages-said">Of the last hour, and unread</h3>
        {isRead(state) && said.length === 0 && <p class="soft">None.</p>}
        <ul class="messages-said">{said.map((one) => <Line key={one.notice.notice_id} said={one} />)}</ul>
      </section>
    </div>
  );
}

/** Whoever is off duty is told nothing, and whoever wrote to them must know. */
function toldWords(typed: string, reached: readonly string[]): string {
  const missed = typed.toUpperCase().split(/[\s,;]+/).filter((word) => /\d/.test(word) && !reached.includes(word));
  const sent = `Sent to ${counted(reached.length, "crew")}.`;
  return missed.length > 0 ? `${sent} Off duty, and NOT told: ${missed.join(", ")}.` : sent;
}

function Write() {
  const { desk, view, codes } = useBoard();
  const { state } = useWatched(view);
  const asked = desk.messageTo.get();
  const [to, setTo] = useState(asked.words);
  const [incidentId, setIncidentId] = useState(asked.incidentId);
  const begun = useWatched(desk.messageBegun);
  const { text, urgent } = begun;
  const [wrong, setWrong] = useState("");
  const [told, setTold] = useState<string | null>(null);
  const order = useOrder(({ answer }) => {
    const reached = (answer.result as { told?: string[] } | null)?.told ?? [];
    setTold(toldWords(to, reached));
    desk.messageBegun.set({ text: "", urgent: false });
  });
  const incident = incidentId ? state.incidents.get(incidentId) : undefined;

  function submit(event: Event): void {
    event.preventDefault();
    if (order.now.state === "sending") return;
    if (!isRead(state)) return setWrong("The board has not been read yet: it knows no callsign. Send it again in a moment.");
    const { units, pods, unknown } = addressed(to, state.units.values(), codes);
    if (unknown.length > 0) return setWrong(`No unit and no pod of this board: ${unknown.join(", ")}.`);
    if (units.length > 0 && pods.length > 0) return setWrong("Units or pods, not both in one message.");
    if (!incident && units.length + pods.length === 0) return setWrong("Say to whom: callsigns, or the code of a pod.");
    setWrong("");
    setTold(null);
    void order.give(sendNotice({ text: text.trim(), is_urgent: urgent, units, pods, incident_id: incident?.id ?? null }));
  }

  return (
    <form class="message-form" aria-label="Write a message" onSubmit={submit}>
      {incident && (
        <p class="message-about">
          In the log of <b>{cadNumber(incident.cad)} {incident.what}</b>
          {to.trim() === "" ? <span>to all crews on it, also those sent later</span> : ""}{" "}
          <button type="button" class="small" onClick={() => setIncidentId(null)}>Not about it</button>
        </p>
      )}
      <div class="field">
        <label for="message-to">To</label>
        <span class="hint" id="message-to-hint">{incident ? "Empty: all crews on it. Or callsigns" : "Callsigns, or pods: CE NE. Only who is on duty"}</span>
        <input id="message-to" class="mono" autofocus={to === "" && !incident} aria-describedby="message-to-hint" value={to} autocomplete="off" spellcheck={false} onInput={(event) => setTo(event.currentTarget.value)} />
      </div>
      <div class="field">
        <label for="message-text">What they must read</label>
        <textarea id="message-text" rows={3} autofocus={to !== "" || Boolean(incident)} required maxLength={MOST_IN_A_MESSAGE} value={text} onInput={(event) => desk.messageBegun.set({ ...begun, text: event.currentTarget.value })} />
      </div>
      <label class="message-urgent">
        <input type="checkbox" checked={urgent} onChange={(event) => desk.messageBegun.set({ ...begun, urgent: event.currentTarget.checked })} />{" "}
        <span><b>Urgent</b>: it rings until it is read, and this board sounds after 20 s. Any other shows here after two minutes.</span>
      </label>
      {wrong && <p class="order-words order-refused" role="alert">{wrong}</p>}
      {told && <p role="status" class={told.includes("NOT") ? "message-missed" : "soft"}>{told}</p>}
      <OrderWords now={order.now} onClear={order.clear} />
      <p class="form-acts"><button type="submit" class="small strong" disabled={!text.trim()}>Send</button></p>
    </form>
  );
}

function Line({ said: { notice, crews } }: { said: Said }) {
  const [asking, setAsking] = useState(false);
  const unread = crews.filter(waitsForReading);
  return (
    <li class={notice.is_urgent ? "message-line message-line-urgent" : "message-line"}>
      <p class="message-words">{notice.text}</p>
      <p class="soft">
        <span class="mono">{clockTime(notice.told_at)}</span> {notice.sent_by} to {notice.addressed}
        {notice.cad && `, on ${cadNumber(notice.cad)}`}. {unread.length === 0 ? "Nobody is waited for." : `${counted(unread.length, "crew")} of ${crews.length} ${unread.length === 1 ? "has" : "have"} not read it.`}
      </p>
      <ul class="message-crews">
        {crews.map((row) => (
          <li key={row.id} class={waitsForReading(row) ? "message-waits" : "soft"}>
            <b class="mono">{row.callsign}</b> {howFar(row)}
            {row.devices.map((device) => (
              <span key={device.device_id} class="message-device">
                {device.kind === "terminal" ? "Terminal" : "Handset"} {device.officer}: {deviceRungs(device, row.told_at).map(({ name, after }) => `${name} ${after}`).join(", ")}
              </span>
            ))}
          </li>
        ))}
      </ul>
      {crews.some(({ ended_at }) => ended_at === null) && (asking ? <Withdraw notice={notice} onDone={() => setAsking(false)} /> : <button type="button" class="small" onClick={() => setAsking(true)}>Withdraw</button>)}
    </li>
  );
}

function Withdraw({ notice, onDone }: { notice: Said["notice"]; onDone: () => void }) {
  const [reason, setReason] = useState("");
  const order = useOrder(onDone);
  function submit(event: Event): void {
    event.preventDefault();
    void order.give(withdrawNotice(notice, reason.trim()));
  }
  return (
    <form class="zone-ending" onSubmit={submit}>
      <label for={`why-${notice.notice_id}`}>Why it holds no more</label>
      <input id={`why-${notice.notice_id}`} autofocus required maxLength={200} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      <button type="submit" class="small strong">Withdraw</button>
      <button type="button" class="small" onClick={onDone}>Leave it</button>
      <OrderWords now={order.now} onClear={order.clear} />
    </form>
  );
}

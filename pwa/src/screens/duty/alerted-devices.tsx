// On which devices the officer has alerts: what was left in a car or a locker rings there, and counts among the five that may.
import { useEffect, useState } from "preact/hooks";
import { type Alerted, alertedDevices, dropAlerts } from "../../api/alerts.ts";
import { NoAnswer, sentenceFor } from "../../api/errors.ts";
import { whenText } from "../../domain/times.ts";
import { useHandheld } from "../handset/context.ts";
import "../handset/own-log.css";

const KINDS: Record<Alerted["kind"], string> = { handset: "Handset", terminal: "Vehicle terminal" };

export function AlertedDevices() {
  const { device } = useHandheld();
  const [items, setItems] = useState<Alerted[] | null>(null);
  const [mine, setMine] = useState<string | undefined>();
  const [problem, setProblem] = useState("");

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      setMine(await device.store.fact("deviceId"));
      setItems((await alertedDevices()).items);
      setProblem("");
    } catch (error) {
      setProblem(error instanceof NoAnswer ? "This needs a network, and there is none." : sentenceFor(error));
    }
  }

  useEffect(() => void attempt(() => Promise.resolve()), []);

  return (
    <div class="own-log">
      <p class="soft">These may ring with a tasking meant for you. Turn off what you do not carry.</p>
      {problem && <p class="note note-warn" role="alert">{problem}</p>}
      {items && !items.some(({ device_id }) => device_id === mine) && <p>This device has none.</p>}
      <ul>
        {items?.map((one) => (
          <li key={one.device_id}>
            <b>{KINDS[one.kind]}{one.device_id === mine && ", this one"}</b>
            <span>{one.proven_at ? `Proven ${whenText(one.proven_at, Date.now())}` : "Never proven"}, since {whenText(one.since, Date.now())}, last used {whenText(one.heard_at, Date.now())}</span>
            {one.device_id !== mine && <button type="button" class="btn" onClick={() => void attempt(() => dropAlerts(one.device_id))}>Turn off</button>}
          </li>
        ))}
      </ul>
    </div>
  );
}

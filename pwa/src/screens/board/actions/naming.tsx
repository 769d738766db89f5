import { useState } from "preact/hooks";
import type { Incident, RiskSubject } from "../../../domain/rows.ts";
import { OrderWords } from "../order-words.tsx";
import { nameRecord, unnameRecord } from "../orders.ts";
import { useOrder } from "../use-order.ts";

const ROLES = ["suspect", "victim", "caller", "witness", "resident", "other"] as const;
const NAMEABLE: readonly string[] = ["nominal", "vehicle", "address"];

type Call = Pick<Incident, "id" | "cad">;

/** The opened record is named in the call that is open: one press for the role. */
export function NameInCall({ incident, record }: { incident: Call; record: { kind: string; id: string } }) {
  const [named, setNamed] = useState("");
  const order = useOrder();
  if (!NAMEABLE.includes(record.kind)) return null;
  const name = async (role: string): Promise<void> => {
    if (await order.give(nameRecord(incident, record, role))) setNamed(role);
  };
  return (
    <section class="card opened-part" aria-labelledby="naming-heading">
      <h3 id="naming-heading">Name in {incident.cad}</h3>
      <p class="soft">The warnings go to every crew on this job, who are asked to read again.</p>
      <p class="roles">
        {ROLES.map((role) => (
          <button key={role} type="button" class="btn" aria-pressed={named === role} disabled={order.now.state === "sending"} onClick={() => void name(role)}>
            {role}
          </button>
        ))}
      </p>
      {named && <p role="status">Named as {named}.</p>}
      <OrderWords now={order.now} onClear={order.clear} />
    </section>
  );
}

/** It was somebody else: taken off where the warning is read. Who only lives at the address was not named by anybody. */
export function TakeOff({ incident, subject }: { incident: Call; subject: RiskSubject }) {
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const order = useOrder(() => setAsking(false));
  if (!subject.how.startsWith("named in this call")) return null;
  if (!asking)
    return (
      <span class="marker-withdraw">
        <button type="button" class="small" onClick={() => setAsking(true)}>
          Not them: take off
        </button>
      </span>
    );

  function submit(event: Event): void {
    event.preventDefault();
    if (reason.trim()) void order.give(unnameRecord(incident, subject.id, reason.trim()));
  }

  return (
    <form class="marker-withdraw" onSubmit={submit}>
      <label>
        Reason <input value={reason} autofocus maxLength={300} autocomplete="off" onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
      <button type="submit" class="small strong" disabled={!reason.trim()}>
        Take off
      </button>{" "}
      <button type="button" class="small" onClick={() => setAsking(false)}>
        Leave
      </button>
      <OrderWords now={order.now} onClear={order.clear} />
    </form>
  );
}

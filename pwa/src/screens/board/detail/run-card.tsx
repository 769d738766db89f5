import { type Card, type CardRole, type Proposed, stateOf } from "../../../domain/board/candidates.ts";
import type { Incident } from "../../../domain/rows.ts";
import { addLog } from "../orders.ts";
import { OrderWords } from "../order-words.tsx";
import { useOrder } from "../use-order.ts";

interface Props {
  incident: Incident;
  card: Card;
  /** Those of the set who are not tasked yet. */
  set: Proposed[];
  /** Those who were proposed and whose status is another one since: nobody tasks them by a press on the set. */
  moved: Proposed[];
  /** Callsigns of those at scene. */
  there: ReadonlySet<string>;
  asked: boolean;
  onTask: () => void;
  onCancel: () => void;
  onTold: () => void;
}

/** What should go to this type: a tick where enough go, who would fill the rest, and what nobody fills in time. */
export function RunCard({ incident, card, set, moved, there, asked, onTask, onCancel, onTold }: Props) {
  return (
    <section class="part run-card" aria-labelledby="run-card">
      <h2 id="run-card">
        <span>Run card</span>
        <span>{card.labels.join(" + ")}</span>
      </h2>
      <ul class="card-roles">
        {card.roles.map((role) => (
          <Role key={role.role} role={role} set={set} moved={moved} there={there} />
        ))}
        {card.tell.map((one) => (
          <Tell key={one.code} incident={incident} label={one.label} isTold={one.is_told} onTold={onTold} />
        ))}
      </ul>
      {moved.length > 0 && <p class="card-short">{names(moved)} {moved.length === 1 ? "has" : "have"} another status since: show the new ranking.</p>}
      {set.length > 0 && (
        <div class="card-set">
          <button type="button" class="small strong" aria-keyshortcuts="q" onClick={onTask}>
            {set.length === 1 ? "Task " : "Task the set: "}
            {set.map((one) => one.callsign).join(", ")} <span class="key">Q</span>
          </button>
          {set.map((one) => one.unsaid?.map((words) => <p key={words} class="card-unsaid">{one.callsign}: {words}</p>))}
        </div>
      )}
      {asked && (
        <p class="candidate-ask" role="alert">
          <span>
            This takes {names(set.filter((one) => one.divert))} off another job. Press <kbd>Q</kbd> again to task all, <kbd>Esc</kbd> to leave it.
          </span>
          <button type="button" class="small" onClick={onCancel}>
            Leave it
          </button>
        </p>
      )}
    </section>
  );
}

const names = (units: readonly Proposed[]): string => units.map((one) => one.callsign).join(" and ");
const SIGNS = { full: "✓", ready: "○", unsure: "?", short: "!" } as const;
const SAYS = { full: "filled", ready: "filled by the set", unsure: "filled, if they have what it takes", short: "not filled" } as const;

function Role({ role, set, moved, there }: { role: CardRole; set: readonly Proposed[]; moved: readonly Proposed[]; there: ReadonlySet<string> }) {
  const state = stateOf(role);
  const arrivals = new Map(set.map((one) => [one.callsign, one.arrival]));
  return (
    <li class={`card-role is-${state}`}>
      <span class="card-sign" role="img" aria-label={SAYS[state]}>
        {SIGNS[state]}
      </span>
      <span class="card-what">
        {role.count > 1 && <b>{role.count} × </b>}
        {role.label}
      </span>
      <span class="card-who">
        {role.going.map((callsign) => (
          <span key={callsign}>
            <b class="mono">{callsign}</b> {there.has(callsign) ? "at scene" : "going"}
          </span>
        ))}
        {role.proposed.map((callsign) => (
          <span key={callsign}>
            <b class="mono">{callsign}</b> {arrivals.get(callsign) ?? (moved.some((one) => one.callsign === callsign) ? "another status since" : "tasked")}
          </span>
        ))}
      </span>
      {role.shortfall && <span class="card-short">{role.shortfall}</span>}
      {role.unsaid?.map((words) => <span key={words} class="card-unsaid">{words}</span>)}
    </li>
  );
}

/** Whoever must be told: the tick is the line in the log. */
function Tell({ incident, label, isTold, onTold }: { incident: Incident; label: string; isTold: boolean; onTold: () => void }) {
  const order = useOrder(onTold);
  const words = label.toLowerCase();
  return (
    <li class={`card-role is-${isTold ? "full" : "ready"}`}>
      <span class="card-sign" role="img" aria-label={isTold ? "told" : "not told yet"}>
        {isTold ? SIGNS.full : SIGNS.ready}
      </span>
      <span class="card-what">{label} told</span>
      {!isTold && (
        <span class="card-who">
          <button type="button" class="small" onClick={() => void order.give(addLog(incident, `Told: ${words}.`))}>
            Told: log it
          </button>
        </span>
      )}
      <OrderWords now={order.now} onClear={order.clear} />
    </li>
  );
}

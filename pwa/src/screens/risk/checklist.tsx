import { named, unchecked } from "../../domain/risk.ts";
import type { Risk } from "../../domain/rows.ts";

const STATES = { known: "Known", nothing: "Nothing found", unchecked: "Not checked" } as const;

/** What must be known before anybody arrives, and in a line of its own what nobody has checked: a gap that is seen can be asked about. */
export function Checklist({ risk }: { risk: Risk }) {
  const items = risk.checklist ?? [];
  const open = unchecked(risk);
  return (
    <>
      <Points said={`Checked: ${items.length - open.length} of ${items.length}`} items={items.filter((item) => !open.includes(item))} />
      <Points said={`Not checked: ${named(open)}`} items={open} />
    </>
  );
}

function Points({ said, items }: { said: string; items: NonNullable<Risk["checklist"]> }) {
  if (!items.length) return null;
  return (
    <details class={`checklist check-${items[0]?.state}`}>
      <summary>{said}</summary>
      <dl>
        {items.map(({ code, label, state, text, by }) => (
          <div key={code} class={`check-${state}`}>
            <dt>{label}</dt>
            <dd>
              <b>{STATES[state]}.</b> {text} {by && <small>{by}</small>}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

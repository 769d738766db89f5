import { unchecked } from "../../domain/risk.ts";
import type { Risk } from "../../domain/rows.ts";

const STATES = { known: "Known", nothing: "Nothing found", unchecked: "Not checked" } as const;

/** What must be known before anybody arrives: a gap that is seen can be asked about. `before` says who arrives. */
export function Checklist({ risk, before }: { risk: Risk; before: string }) {
  const items = risk.checklist ?? [];
  if (!items.length) return null;
  const open = unchecked(risk).length;
  return (
    <details class="checklist">
      <summary>
        {before}: {open ? `${open} of ${items.length} not checked` : "all looked at"}
      </summary>
      <dl>
        {items.map(({ code, label, state, text }) => (
          <div key={code} class={`check-${state}`}>
            <dt>{label}</dt>
            <dd>
              <b>{STATES[state]}.</b> {text}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

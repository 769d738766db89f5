import { named, pointsOf } from "../../domain/risk.ts";
import type { Risk } from "../../domain/rows.ts";

const STATES = { known: "Known", nothing: "Nothing found", unchecked: "Not checked" } as const;

/**
 * What must be known before anybody arrives. What is known stands open, for a knife that was told in the call may be on no other line;
 * what nobody has checked is named: a gap that is seen can be asked about.
 */
export const Checklist = ({ risk }: { risk: Risk }) => <><Points risk={risk} state="known" /><Points risk={risk} state="nothing" /><Points risk={risk} state="unchecked" /></>;

function Points({ risk, state: of }: { risk: Risk; state: keyof typeof STATES }) {
  const items = pointsOf(risk, of);
  if (!items.length) return null;
  return (
    <details class={`checklist check-${of}`} open={of === "known"}>
      <summary>{STATES[of]}: {named(items)}</summary>
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

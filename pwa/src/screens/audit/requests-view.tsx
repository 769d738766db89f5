// Officers who need more searches than the budget: a supervisor allows an hour, or does not.
import { useEffect, useState } from "preact/hooks";
import { askedForMore, decideMore } from "../../api/audit.ts";
import { sentenceFor } from "../../api/errors.ts";
import type { Allowance } from "../../domain/audit.ts";
import { whenText } from "../../domain/times.ts";

const AGAIN_MS = 15_000;

export function RequestsView() {
  const [items, setItems] = useState<Allowance[] | null>(null);
  const [problem, setProblem] = useState("");

  const look = (): Promise<void> => askedForMore().then(({ items: told }) => { setItems(told); setProblem(""); }, (error: unknown) => setProblem(sentenceFor(error)));
  useEffect(() => {
    void look();
    const timer = setInterval(() => { if (document.visibilityState === "visible") void look(); }, AGAIN_MS);
    return () => clearInterval(timer);
  }, []);

  const decide = (id: string, allowed: boolean): void => void decideMore(id, allowed).then(look, (error: unknown) => setProblem(sentenceFor(error)));
  return (
    <section aria-labelledby="requests-heading">
      <div class="audit-bar"><h2 id="requests-heading">More searches</h2><p class="soft">How many searches an hour a role may make is set by the force. On an Immediate tasking nobody is stopped.</p></div>
      {problem && <p class="note note-warn" role="alert">{problem}</p>}
      {items && items.length === 0 && <p class="audit-empty">Nobody has asked within a day.</p>}
      <ol class="audit-alerts">
        {items?.map((one) => (
          <li key={one.id}>
            <article class={`audit-alert ${one.allowed === null ? "audit-new" : ""}`} aria-labelledby={`more-${one.id}`}>
              <p class="audit-rule"><b>{one.callsign ?? "No unit"}</b></p>
              <div class="audit-said">
                <h3 id={`more-${one.id}`}>{one.officer}: {one.words}</h3>
                <p class="soft">{one.pay_number} · asked {whenText(one.asked_at, Date.now())}{one.decided_by && ` · ${one.allowed ? "allowed" : "not allowed"} by ${one.decided_by}`}</p>
              </div>
              <div class="audit-acts">
                {one.allowed === null && <><button type="button" class="btn" onClick={() => decide(one.id, false)}>No</button><button type="button" class="btn btn-strong" onClick={() => decide(one.id, true)}>Allow an hour</button></>}
              </div>
            </article>
          </li>
        ))}
      </ol>
    </section>
  );
}

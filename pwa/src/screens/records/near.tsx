// For the owner of restricted records: who came near them, when, why and for which job.
import { useEffect, useState } from "preact/hooks";
import { sentenceFor } from "../../api/errors.ts";
import { cameNear } from "../../api/restricted.ts";
import type { CameNear, NearRow } from "../../domain/keys.ts";
import { whenText } from "../../domain/times.ts";
import { useMarking } from "../../ui/marking.ts";

export function Near() {
  const [told, setTold] = useState<CameNear | null>(null);
  const [problem, setProblem] = useState("");
  useMarking("OFFICIAL-SENSITIVE");

  async function look(before: number | null): Promise<void> {
    try {
      const page = await cameNear(before);
      setTold((had) => (before === null || !had ? page : { ...page, items: [...had.items, ...page.items] }));
      setProblem("");
    } catch (error) {
      setProblem(sentenceFor(error));
    }
  }

  useEffect(() => void look(null), []);

  return (
    <section class="near" aria-label="Who came near my restricted records">
      {problem && <p class="note note-danger" role="alert">{problem}</p>}
      {told?.owners.length === 0 && <p class="desk-empty">No restricted record is yours. Their owners see here who came near them.</p>}
      {told && told.owners.length > 0 && (
        <>
          <p>You own the restricted records of <b>{told.owners.join(", ")}</b>. Whoever came upon one was shown nothing and told nothing; whoever opened one had a key.</p>
          {told.items.length === 0 ? <p class="desk-empty">Nobody has come near them.</p> : <NearTable rows={told.items} />}
          {told.next && <button type="button" class="btn" onClick={() => void look(told.next)}>Older ones</button>}
        </>
      )}
    </section>
  );
}

function NearTable({ rows }: { rows: NearRow[] }) {
  return (
    <table class="near-table">
      <thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Record</th><th scope="col">Why</th><th scope="col">Incident</th></tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td><time class="mono" dateTime={row.at}>{whenText(row.at, Date.now())}</time></td>
            <td><b>{row.officer}</b><span class="soft">{[row.callsign, row.pay_number].filter(Boolean).join(" · ")}</span></td>
            <td class={row.opened ? "near-opened" : undefined}>{row.opened ? "Opened it by a key" : "Came upon it, shown nothing"}</td>
            <td>{row.reference}<span class="soft">{row.owner}</span></td>
            <td>{row.reason || <span class="soft">none given</span>}</td>
            <td class="mono">{row.incident ?? <span class="soft">none</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

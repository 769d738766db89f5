// For the owner of restricted records: who came near them, when, why and for which job.
import { useEffect, useState } from "preact/hooks";
import { sentenceFor } from "../../api/errors.ts";
import { cameNear } from "../../api/restricted.ts";
import { type CameNear, knownOf, type NearRow, nearWords, withFresh } from "../../domain/keys.ts";
import { whenText } from "../../domain/times.ts";
import { useMarking } from "../../ui/marking.ts";

// A call at a refuge may be one that its owner has to act on at once.
const AGAIN_MS = 10_000;

export function Near() {
  const [told, setTold] = useState<CameNear | null>(null);
  const [problem, setProblem] = useState("");
  // The newest row when the page was opened.
  const [first, setFirst] = useState(0);
  useMarking("OFFICIAL-SENSITIVE");

  async function look(asked: Promise<CameNear>, joined: (had: CameNear, page: CameNear) => CameNear): Promise<void> {
    try {
      const page = await asked;
      setTold((had) => (had ? joined(had, page) : page));
      setProblem("");
    } catch (error) {
      setProblem(sentenceFor(error));
    }
  }

  const older = (before: number): Promise<void> =>
    look(cameNear({ before }), (had, page) => ({ ...page, items: [...had.items, ...page.items] }));
  const since = told?.items.filter(({ id }) => id > first).length ?? 0;

  useEffect(() => {
    const begin = (): void => {
      const asked = cameNear();
      void asked.then(({ items }) => setFirst(items[0]?.id ?? 0), () => undefined);
      void look(asked, (_, page) => page);
    };
    if (!told) begin();
    const timer = setInterval(() => (told ? void look(cameNear({ known: knownOf(told.items) }), withFresh) : begin()), AGAIN_MS);
    return () => clearInterval(timer);
  }, [told]);

  return (
    <section class="near" aria-label="Who came near my restricted records">
      {problem && <p class="note note-danger" role="alert">{problem}</p>}
      {told?.owners.length === 0 && <p class="desk-empty">No restricted record is yours. Their owners see here who came near them.</p>}
      {told && told.owners.length > 0 && (
        <>
          <p>You own the restricted records of <b>{told.owners.join(", ")}</b>. Whoever came upon one was shown nothing and told nothing; whoever opened one had a key.</p>
          <p role="status">{since > 0 && <b class="near-opened">{since === 1 ? "1 new row" : `${since} new rows`} since you opened this page, at the top.</b>}</p>
          {told.items.length === 0 ? <p class="desk-empty">Nobody has come near them.</p> : <NearTable rows={told.items} />}
          {told.next && <button type="button" class="btn" onClick={() => void older(told.next ?? 0)}>Older ones</button>}
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
            <td class={row.opened || row.called ? "near-opened" : undefined}>{nearWords(row)}</td>
            <td>{row.reference}<span class="soft">{row.owner}</span></td>
            <td>{row.reason || <span class="soft">none given</span>}</td>
            <td class="mono">{row.incident ?? <span class="soft">none</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

// "What is recorded of me": the officer's own looks, and who of the oversight looked back at their screens.
import { useEffect, useState } from "preact/hooks";
import { ownAudit } from "../../api/audit.ts";
import { NoAnswer, sentenceFor } from "../../api/errors.ts";
import { actWords, subjectWords, type OwnRow } from "../../domain/audit.ts";
import { whenText } from "../../domain/times.ts";
import { useMarking } from "../../ui/marking.ts";
import "./own-log.css";

export function OwnLog() {
  const [rows, setRows] = useState<OwnRow[] | null>(null);
  const [ofMe, setOfMe] = useState<OwnRow[]>([]);
  const [next, setNext] = useState<number | null>(null);
  const [problem, setProblem] = useState("");
  useMarking("OFFICIAL-SENSITIVE");

  async function look(before: number | null): Promise<void> {
    try {
      const page = await ownAudit(before);
      setRows((had) => (before === null ? page.items : [...(had ?? []), ...page.items]));
      if (before === null) setOfMe(page.of_me ?? []);
      setNext(page.next);
      setProblem("");
    } catch (error) {
      setProblem(error instanceof NoAnswer ? "This needs a network, and there is none. Nothing of it is kept on this device." : sentenceFor(error));
    }
  }

  useEffect(() => void look(null), []);

  return (
    <div class="own-log">
      <p class="soft">Each look and each act is written down with its reason. Nobody can change it, and it may be used to check that what was done was lawful, never to compare people.</p>
      {problem && <p class="note note-warn" role="alert">{problem}</p>}
      {rows && (
        <>
          <section aria-labelledby="of-me-heading">
            <h3 id="of-me-heading">Who looked at what you could see</h3>
            {ofMe.length === 0 ? <p>Nobody has.</p> : <ul>{ofMe.map((row, n) => <li key={n}><time class="mono" dateTime={row.at}>{whenText(row.at, Date.now())}</time><b>{row.actor}</b><span>Looked back at your screen of {row.line ?? "a tasking"}</span></li>)}</ul>}
          </section>
          <section aria-labelledby="by-me-heading">
            <h3 id="by-me-heading">What you did and looked at</h3>
            {rows.length === 0 && <p>Nothing yet.</p>}
            <ul>
              {rows.map((row, n) => (
                <li key={n}>
                  <time class="mono" dateTime={row.at}>{whenText(row.at, Date.now())}</time>
                  <b>{actWords(row.action)}</b>
                  <span>{subjectWords(row)}</span>
                  {row.reason && row.reason !== "done" && <span class="soft">{row.reason}</span>}
                </li>
              ))}
            </ul>
            {next && <button type="button" class="btn btn-wide" onClick={() => void look(next)}>Older</button>}
          </section>
        </>
      )}
    </div>
  );
}

import { useEffect, useState } from "preact/hooks";
import { cameNear } from "../../api/restricted.ts";
import { type CameNear, knownOf, withFresh } from "../../domain/keys.ts";
import { clockTime } from "../../domain/times.ts";
import { useMarking } from "../../ui/marking.ts";
import "./key-news.css";

const AGAIN_MS = 10_000;
const NOTHING: CameNear = { owners: [], items: [], next: null };

/** Calls that are about a restricted record of whoever sits here: a line that stays until they have seen it. Who owns none is not asked for again. */
export function OwnerNews() {
  const [told, setTold] = useState(NOTHING);
  const [seen, setSeen] = useState<readonly number[]>([]);
  const [owns, setOwns] = useState(true);
  const calls = told.items.filter(({ id, called }) => called && !seen.includes(id));
  useMarking(calls.length ? "OFFICIAL-SENSITIVE" : "OFFICIAL");
  useEffect(() => {
    if (!owns) return undefined;
    const look = (): void => void cameNear({ known: knownOf(told.items) }).then(
      (page) => {
        setOwns(page.owners.length > 0);
        if (page.items.length) setTold((had) => withFresh(had, page));
      },
      // The board says itself that nothing answers.
      () => undefined,
    );
    if (told === NOTHING) look();
    const timer = setInterval(look, AGAIN_MS);
    return () => clearInterval(timer);
  }, [told, owns]);
  if (!calls.length) return null;
  return (
    <div role="alert">
      <ul class="key-news" aria-label="Calls about your restricted records">
        {calls.map(({ id, at, reason, officer, reference }) => (
          <li key={id} class="key-refused">
            <b>{reason}</b>
            <span>{clockTime(at)}, {reference}, which is restricted and yours. {officer} took the call and was shown nothing; no crew is. <a href="/records#near" target="_blank" rel="noopener">Who came near</a></span>
            <button type="button" class="small" onClick={() => setSeen([...seen, id])}>
              Seen
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

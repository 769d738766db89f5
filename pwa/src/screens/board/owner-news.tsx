import { useEffect, useState } from "preact/hooks";
import { seeCalls, unseenCalls } from "../../api/restricted.ts";
import { foundLater, type NearRow, withNew } from "../../domain/keys.ts";
import { clockTime } from "../../domain/times.ts";
import { useMarking } from "../../ui/marking.ts";
import "./key-news.css";

const AGAIN_MS = 10_000;

const whoSaw = (row: NearRow): string =>
  foundLater(row)
    ? "The call was open when it became so: whoever was sent may have been shown it before, and nobody is shown it now."
    : `${row.officer} took the call and was shown nothing; no crew is.`;

/** Calls that are about a restricted record of whoever sits here: a line that stays until they have seen it. Who owns none is not asked for again. */
export function OwnerNews() {
  const [calls, setCalls] = useState<readonly NearRow[]>([]);
  const [owns, setOwns] = useState(true);
  useMarking(calls.length ? "OFFICIAL-SENSITIVE" : "OFFICIAL");
  useEffect(() => {
    if (!owns) return undefined;
    const look = (): void => void unseenCalls(calls.map(({ id }) => id)).then(
      ({ owners, items }) => {
        setOwns(owners.length > 0);
        if (items.length) setCalls((had) => withNew(had, items));
      },
      // The board says itself that nothing answers.
      () => undefined,
    );
    look();
    const timer = setInterval(look, AGAIN_MS);
    return () => clearInterval(timer);
  }, [calls, owns]);
  // It goes when the server has it: what failed stays.
  const see = (id: number): void => void seeCalls([id]).then(() => setCalls((had) => had.filter((row) => row.id !== id)), () => undefined);
  if (!calls.length) return null;
  return (
    <div role="alert">
      <ul class="key-news" aria-label="Calls about your restricted records">
        {calls.map((row) => (
          <li key={row.id} class="key-refused">
            <b>{row.reason}</b>
            <span>{clockTime(row.at)}, {row.reference}, which is restricted and yours. {whoSaw(row)} <a href="/records#near" target="_blank" rel="noopener">Who came near</a></span>
            <button type="button" class="small" onClick={() => see(row.id)}>
              Seen
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

import { useEffect, useState } from "preact/hooks";
import { sentenceFor } from "../../api/errors.ts";
import { keepFor, type Source, type Sources, sources } from "../../api/positions.ts";
import { dayOf } from "../../domain/times.ts";

/** For how long positions are kept, by what measured them. Everybody here sees it; an administrator changes it. */
export function Keeping({ mayChange }: { mayChange: boolean }) {
  const [found, setFound] = useState<Sources | null>(null);
  const [said, setSaid] = useState("");

  async function look(): Promise<void> {
    try {
      setFound(await sources());
    } catch (error) {
      setSaid(sentenceFor(error));
    }
  }

  async function keep(source: Source, days: number | null): Promise<void> {
    try {
      await keepFor(source.source, days);
      setSaid(`Positions by ${source.label} are kept for ${days ?? found?.default_days} days from now on.`);
      await look();
    } catch (error) {
      setSaid(sentenceFor(error));
    }
  }

  useEffect(() => void look(), []);

  return (
    <section class="office-box" aria-labelledby="keeping">
      <h2 id="keeping">How long positions are kept</h2>
      <p class="soft">Where two sources tell of one unit, the first in this list places it; the next takes over when it has been silent for 45 seconds.</p>
      <ol class="keeping-list">
        {found?.items.map((source) => <Row key={source.source} source={source} standard={found.default_days} mayChange={mayChange} onKeep={keep} />)}
      </ol>
      <p role="status">{said}</p>
    </section>
  );
}

function Row({ source, standard, mayChange, onKeep }: { source: Source; standard: number; mayChange: boolean; onKeep: (source: Source, days: number | null) => Promise<void> }) {
  const [days, setDays] = useState(String(source.keep_days ?? ""));
  const now = source.keep_days ?? standard;
  const id = `keep-${source.source}`;
  return (
    <li>
      <b>{source.label}</b>
      <span>{now} {now === 1 ? "day" : "days"}{source.keep_days === null && <span class="soft"> (standard)</span>}{source.changed_by && source.changed_at && <span class="soft"> · set by {source.changed_by}, {dayOf(source.changed_at)}</span>}</span>
      {mayChange && (
        <form class="keeping-form" onSubmit={(event) => { event.preventDefault(); void onKeep(source, days.trim() ? Number(days) : null); }}>
          <label class="unseen" for={id}>Days for {source.label}; empty for the standard</label>
          <input id={id} inputMode="numeric" pattern="[0-9]{1,4}" value={days} placeholder={String(standard)} onInput={(event) => setDays(event.currentTarget.value)} />
          <button type="submit" class="btn">Set days</button>
        </form>
      )}
    </li>
  );
}

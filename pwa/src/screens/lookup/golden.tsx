// The golden card's own parts: which record says what, and who else may be this person.
import { disputed, type GoldenCard, type PossibleOther } from "../../domain/lookup.ts";
import { dayOf } from "../../domain/times.ts";

type OnOpen = (kind: string, id: string) => void;

export function GoldenParts({ golden, opened, onOpen }: { golden: GoldenCard; opened: string; onOpen: OnOpen }) {
  return (
    <>
      {golden.records.length > 1 && <Sources golden={golden} opened={opened} onOpen={onOpen} />}
      {golden.others.length > 0 && <Others others={golden.others} onOpen={onOpen} />}
    </>
  );
}

function Sources({ golden, opened, onOpen }: { golden: GoldenCard; opened: string; onOpen: OnOpen }) {
  const differing = disputed(golden);
  return (
    <section class="card opened-part" aria-labelledby="sources-heading">
      <h3 id="sources-heading">Which record says what</h3>
      <ul class="golden-records">
        {golden.records.map(({ id, source, line, changed_on, facts }) => (
          <li key={id}>
            <p><b>{source}</b> <span class="soft">changed {dayOf(changed_on)}{id === opened && " · the one you opened"}</span></p>
            <dl>
              {[["Name", line], ...facts].map(([label = "", words = ""]) => (
                <div key={label}><dt>{label}</dt><dd>{words}{differing.has(label) && <span class="golden-differs"> differs</span>}</dd></div>
              ))}
            </dl>
            {id !== opened && <button type="button" class="btn" onClick={() => onOpen("nominal", id)}>Open this record</button>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Others({ others, onOpen }: { others: PossibleOther[]; onOpen: OnOpen }) {
  return (
    <section class="card opened-part" aria-labelledby="others-heading">
      <h3 id="others-heading">Possible others ({others.length})</h3>
      <p class="hint">Not joined, so their warnings are not in this card. Open one to see them.</p>
      <ul class="links">
        {others.map(({ id, line, source, why, reasons, held_apart }) => (
          <li key={id}>
            <button type="button" class="link" onClick={() => onOpen("nominal", id)}>
              <span class="link-line">{line}</span>
              <span>{held_apart ? "A person has decided that this is somebody else." : why}</span>
              <span class="soft">{reasons.join(", ")} · {source}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

import { Fragment } from "preact";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { COMMANDS, KEYS, singleKeys } from "../shortcuts.ts";

const PAGES: readonly [string, string][] = [
  ["/companions", "companion devices (phones and radios that tell where a unit is)"],
  ["/partners", "partners (who outside is told where units are)"],
  ["/admin", "administration (restrictions of officers, covert units)"],
];

export function Help() {
  const { session } = useBoard();
  const on = useWatched(singleKeys);
  return (
    <div class="help">
      <p>
        <label>
          <input type="checkbox" checked={on} onChange={(event) => singleKeys.set(event.currentTarget.checked)} /> Letters and numbers act by
          themselves outside of text fields
        </label>
      </p>
      <div class="help-columns">
        <List title="Keys" rows={KEYS} />
        <List title="Command line" rows={COMMANDS} />
      </div>
      <p class="soft">
        The number of the incident may be left out: then the open one is meant. Tab completes callsigns, numbers and codes. In a form Esc leaves and
        Enter sends.
      </p>
      {session.officer.roles.includes("supervisor") && (
        <p>
          For supervisors: {PAGES.map(([page, words], place) => <Fragment key={page}>{place > 0 && " · "}<a href={page} target="_blank" rel="noopener">{words}</a></Fragment>)}
        </p>
      )}
    </div>
  );
}

function List({ title, rows }: { title: string; rows: readonly [string, string][] }) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <dl>
        {rows.map(([keys, words]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

import { useState } from "preact/hooks";
import { changeRecordOwners, recordOwners, type RecordOwner } from "../../api/administration.ts";
import { useLooking } from "../office/use-looking.ts";
import { useDraft } from "./draft.ts";
import { Saving } from "./saving.tsx";

/** Who is told when somebody comes near a restricted record, by the owner that the record names. */
export function RecordOwners() {
  const { found, problem, look } = useLooking(recordOwners);
  const draft = useDraft(found, (version, rows) => changeRecordOwners(version, rows.map(trimmed)), look);
  const named = new Set(draft.rows.map(({ owner }) => owner.trim().toLowerCase()));
  const unnamed = found?.unnamed.filter((owner) => !named.has(owner.toLowerCase())) ?? [];
  return (
    <section class="office-box" aria-labelledby="owners">
      <h2 id="owners">Owners of restricted records</h2>
      <p class="soft">
        A restricted record names its owner in the words of its source. Who that is here sees on the page of the record who came near it, and nothing of the record itself. {found && `Version ${found.version}.`}
      </p>
      {problem && <p class="note note-danger" role="alert">{problem}</p>}
      {unnamed.map((owner) => (
        <div key={owner} class="note note-warn owner-unnamed">
          <p><b>{owner}</b> stands on restricted records and is nobody here: nobody is told when somebody comes near them.</p>
          <button type="button" class="btn" onClick={() => draft.change([...draft.rows, { owner, roles: [], officers: [] }])}>Say who that is</button>
        </div>
      ))}
      <form class="list-form" aria-label="Owners of restricted records" onSubmit={(event) => { event.preventDefault(); void draft.save(); }}>
        {draft.rows.map((row, place) => (
          <Owner key={place} row={row} place={place} roles={found?.roles ?? []} onChange={(next) => draft.change(draft.rows.with(place, next))} onRemove={() => draft.change(draft.rows.toSpliced(place, 1))} />
        ))}
        <button type="button" class="btn" onClick={() => draft.change([...draft.rows, { owner: "", roles: [], officers: [] }])}>Add an owner</button>
        <Saving draft={draft} label="Save the owners" />
      </form>
    </section>
  );
}

const trimmed = (row: RecordOwner): RecordOwner => ({ ...row, owner: row.owner.trim() });

/** Pay numbers with whatever stands between them. */
const numbersOf = (typed: string): string[] => typed.toUpperCase().split(/[\s,;]+/).filter(Boolean);

function Owner({ row, place, roles, onChange, onRemove }: { row: RecordOwner; place: number; roles: string[]; onChange: (row: RecordOwner) => void; onRemove: () => void }) {
  // As it stands in the field: with the comma behind which somebody types on.
  const [typed, setTyped] = useState(row.officers.join(", "));
  const name = row.owner || `owner ${place + 1}`;
  return (
    <fieldset class="owner-row">
      <legend class="unseen">{name}</legend>
      <label>
        Owner, as the records name it
        <input required minLength={2} maxLength={200} autocomplete="off" value={row.owner} onInput={(event) => onChange({ ...row, owner: event.currentTarget.value })} />
      </label>
      <label>
        Officers, by pay number
        <input maxLength={900} autocomplete="off" spellcheck={false} class="mono" placeholder="P300001, P300002" value={numbersOf(typed).join() === row.officers.join() ? typed : row.officers.join(", ")} onInput={(event) => { setTyped(event.currentTarget.value.toUpperCase()); onChange({ ...row, officers: numbersOf(event.currentTarget.value) }); }} />
      </label>
      <div class="owner-roles" role="group" aria-label={`Roles of ${name}`}>
        {roles.map((role) => (
          <label key={role}>
            <input type="checkbox" checked={row.roles.includes(role)} onChange={(event) => onChange({ ...row, roles: event.currentTarget.checked ? [...row.roles, role] : row.roles.filter((one) => one !== role) })} />
            {role}
          </label>
        ))}
      </div>
      <button type="button" class="btn" aria-label={`Remove ${name}`} onClick={onRemove}>Remove</button>
    </fieldset>
  );
}

import { changeSearchAllowances, searchAllowances, type SearchAllowance } from "../../api/administration.ts";
import { useLooking } from "../office/use-looking.ts";
import { useDraft } from "./draft.ts";
import { Saving } from "./saving.tsx";

const COUNTED = [
  ["searches_an_hour", "Searches in an hour"],
  ["opened_in_ten_minutes", "People opened in ten minutes"],
  ["without_a_job_an_hour", "Searches for no job in an hour"],
] as const;

/** How much each role looks up before it stands out. */
export function Allowances() {
  const { found, problem, look } = useLooking(searchAllowances);
  const draft = useDraft(found, changeSearchAllowances, look);
  return (
    <section class="office-box" aria-labelledby="allowances">
      <h2 id="allowances">How much may be searched</h2>
      <p class="soft">
        Above it an officer is stopped until a supervisor allows more, and the auditor hears of it. The control room is never stopped, nor is anybody on an Immediate tasking or in an
        emergency. {found && `Version ${found.version}.`}
      </p>
      {problem && <p class="note note-danger" role="alert">{problem}</p>}
      <form class="list-form" aria-label="How much may be searched" onSubmit={(event) => { event.preventDefault(); void draft.save(); }}>
        {draft.rows.map((row, place) => (
          <fieldset key={row.role} class="allowed-row">
            <legend>{row.role[0]?.toUpperCase()}{row.role.slice(1)}</legend>
            {COUNTED.map(([name, label]) => (
              <label key={name}>
                {label}
                <input type="number" inputMode="numeric" min={1} max={10_000} step={1} required value={Number.isNaN(row[name]) ? "" : row[name]} onInput={(event) => draft.change(draft.rows.with(place, { ...row, [name]: event.currentTarget.valueAsNumber } satisfies SearchAllowance))} />
              </label>
            ))}
          </fieldset>
        ))}
        <Saving draft={draft} label="Save how much may be searched" />
      </form>
    </section>
  );
}

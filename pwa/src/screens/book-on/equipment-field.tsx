import type { BookOnChoices } from "../../domain/rows.ts";

/** What the crew has booked out today. `null`: nobody said, which is not the same as nothing. */
export function EquipmentField({ offered, booked, onChange }: {
  offered: NonNullable<BookOnChoices["equipment"]>; booked: ReadonlySet<string> | null; onChange: (booked: ReadonlySet<string> | null) => void;
}) {
  function toggle(code: string): void {
    const next = new Set(booked);
    if (!next.delete(code)) next.add(code);
    onChange(next);
  }
  if (!offered.length) return null;
  return (
    <fieldset class="segments">
      <legend>Booked out today</legend>
      <div class="skills">
        {offered.map(({ code, label }) => (
          <button key={code} type="button" class="btn" aria-pressed={booked?.has(code) ?? false} onClick={() => toggle(code)}>{label}</button>
        ))}
        <button type="button" class="btn" aria-pressed={booked?.size === 0} onClick={() => onChange(booked?.size === 0 ? null : new Set())}>None of these</button>
      </div>
    </fieldset>
  );
}

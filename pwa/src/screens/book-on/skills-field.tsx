import type { BookOnChoices } from "../../domain/rows.ts";

type Skill = BookOnChoices["skills"][number];

/** The skills that are live today; what has run out says why and cannot be chosen. */
export function SkillsField({ skills, left, onChange }: {
  skills: Skill[]; left: ReadonlySet<string>; onChange: (left: ReadonlySet<string>) => void;
}) {
  const live = skills.filter((skill) => skill.live);
  const dropped = skills.filter((skill) => !skill.live);
  function toggle(skill: string): void {
    const next = new Set(left);
    if (!next.delete(skill)) next.add(skill);
    onChange(next);
  }
  if (!skills.length) return null;
  return (
    <fieldset class="segments">
      <legend>Skills today</legend>
      <div class="skills">
        {live.map(({ skill, label }) => (
          <button key={skill} type="button" class="btn" aria-pressed={!left.has(skill)} onClick={() => toggle(skill)}>{label}</button>
        ))}
      </div>
      {dropped.length > 0 && (
        <ul class="note note-warn" aria-label="Not live today">
          {dropped.map(({ skill, label, reason }) => <li key={skill}><b>{label}</b>: {reason || "not live today"}</li>)}
        </ul>
      )}
    </fieldset>
  );
}

import { useBoard } from "../board-context.ts";

/** The grades side by side: arrows move, the letter is in the mark. */
export function GradeChoice({
  chosen,
  onChoose,
  suggested,
  name,
  autofocus = false,
}: {
  chosen: string;
  onChoose: (grade: string) => void;
  suggested?: string | undefined;
  name: string;
  autofocus?: boolean;
}) {
  const { codes } = useBoard();
  return (
    <fieldset class="grade-choice">
      <legend>Grade</legend>
      {codes.grades.map(({ code, label, meaning }, index) => (
        <label key={code} title={meaning} class={`grade grade-${code}`}>
          <input
            type="radio"
            name={name}
            value={code}
            checked={chosen === code}
            onChange={() => onChoose(code)}
            autofocus={autofocus && index === 0}
          />
          <span class="grade-mark" aria-hidden="true">
            <span>{code}</span>
          </span>{" "}
          {label}
          {suggested === code && <span class="soft"> (suggested)</span>}
        </label>
      ))}
    </fieldset>
  );
}

/** A question with a few answers, one of them: each as high as a finger. */
export function Ticks<Value extends string>({ id, legend, hint, options, chosen, wrong, onChosen }: {
  id: string; legend: string; hint?: string; options: readonly (readonly [Value, string])[]; chosen: string; wrong?: string | undefined; onChosen: (value: Value) => void;
}) {
  return (
    <fieldset class={wrong ? "subjects field-wrong" : "subjects"}>
      <legend>{legend}</legend>
      {hint && <p class="hint">{hint}</p>}
      {wrong && <p class="wrong"><span class="unseen">Error: </span>{wrong}</p>}
      {options.map(([value, label], index) => (
        <label key={value} class="tick">
          <input id={index === 0 ? id : undefined} type="radio" name={id} value={value} checked={chosen === value} onChange={() => onChosen(value)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

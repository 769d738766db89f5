import { chooseTheme, themeChoice, type ThemeChoice } from "./theme.ts";
import { useWatched } from "./watched.ts";

const choices: [ThemeChoice, string][] = [["auto", "Auto"], ["day", "Day"], ["night", "Night"], ["red", "Red"]];

export function ThemePicker() {
  const chosen = useWatched(themeChoice);
  return (
    <fieldset class="segments">
      <legend class="label">Screen</legend>
      <div class="segments-row">
        {choices.map(([value, label]) => (
          <button key={value} type="button" class="btn" aria-pressed={chosen === value} onClick={() => chooseTheme(value)}>{label}</button>
        ))}
      </div>
    </fieldset>
  );
}

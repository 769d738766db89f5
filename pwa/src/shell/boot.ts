// What every surface does before it draws anything.
import { screenMarking } from "../ui/marking.ts";
import { startTheme } from "../ui/theme.ts";
import { trustOwnWorkers } from "./trusted-urls.ts";
import "../ui/base.css";

export function boot(): HTMLElement {
  trustOwnWorkers();
  startTheme();
  const surface = document.getElementById("surface");
  if (!surface) throw new Error("the page has no #surface");
  surface.before(markingLine());
  return surface;
}

/** One thin line above everything: every surface has it, because every surface starts here. */
function markingLine(): HTMLElement {
  const line = document.createElement("p");
  const tell = (): void => {
    line.textContent = screenMarking.get();
    line.className = screenMarking.get() === "OFFICIAL" ? "screen-marking" : "screen-marking screen-marking-high";
  };
  tell();
  screenMarking.subscribe(tell);
  line.setAttribute("role", "note");
  line.setAttribute("aria-label", "Marking of this screen");
  return line;
}

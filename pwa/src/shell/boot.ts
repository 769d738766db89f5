// What every surface does before it draws anything.
import { startTheme } from "../ui/theme.ts";
import { trustOwnWorkers } from "./trusted-urls.ts";
import "../ui/base.css";

export function boot(): HTMLElement {
  trustOwnWorkers();
  startTheme();
  const surface = document.getElementById("surface");
  if (!surface) throw new Error("the page has no #surface");
  return surface;
}

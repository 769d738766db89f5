import { settable, type Settable } from "./watched.ts";

export type ThemeChoice = "day" | "night" | "red" | "auto";

const KEY = "theme";
const dark = window.matchMedia("(prefers-color-scheme: dark)");

function remembered(): ThemeChoice {
  const kept = localStorage.getItem(KEY);
  return kept === "day" || kept === "night" || kept === "red" ? kept : "auto";
}

/** What the person chose. The choice is no personal data and outlives a sign-out. */
export const themeChoice: Settable<ThemeChoice> = settable(remembered());

// The sun decides when a surface knows it; until then, what the device says about itself.
let sunIsUp: (() => boolean) | undefined;

export function followTheSun(isUp: () => boolean): void {
  sunIsUp = isUp;
  showTheme();
}

function shown(): Exclude<ThemeChoice, "auto"> {
  const choice = themeChoice.get();
  if (choice !== "auto") return choice;
  const night = sunIsUp ? !sunIsUp() : dark.matches;
  return night ? "night" : "day";
}

export function chooseTheme(choice: ThemeChoice): void {
  localStorage.setItem(KEY, choice);
  themeChoice.set(choice);
  showTheme();
}

function showTheme(): void {
  const theme = shown();
  document.documentElement.dataset["theme"] = theme;
  const paper = getComputedStyle(document.documentElement).getPropertyValue("--bg").trim();
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", paper);
}

export function startTheme(): void {
  showTheme();
  dark.addEventListener("change", showTheme);
  setInterval(showTheme, 60_000);
}

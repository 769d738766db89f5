// The map is painted in the page's own colours, so that day, night and red are one thing.

const NAMES = [
  "map",
  "water",
  "road",
  "line",
  "edge",
  "text",
  "soft",
  "surface",
  "bg",
  "accent",
  "on-accent",
  "good",
  "warn",
  "immediate",
  "on-immediate",
  "significant",
  "on-significant",
  "extended",
  "referred",
  "danger",
] as const;

export type Colours = Record<(typeof NAMES)[number], string>;

/** As the theme in force says. */
export function coloursNow(): Colours {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Colours;
}

/** Tells when another theme is in force; returns how to leave. */
export function onTheme(tell: () => void): () => void {
  const watching = new MutationObserver(tell);
  watching.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => watching.disconnect();
}

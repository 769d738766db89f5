/** The steps of one grade while somebody changes them: each keeps its place, by which the server names what is wrong. */

/** One thing that is done so many seconds after a crew was told, unless something is so by then. */
export interface EscalationStep {
  plan: string;
  after_s: number;
  action: string;
  unless: string;
}

/** What the server finds wrong with one row, field by field. */
export function wrongOf(details: Readonly<Record<string, string[]>>, row: number): Record<string, string> {
  const prefix = `steps.${row}.`;
  const mine = Object.entries(details).filter(([where]) => where.startsWith(prefix));
  return Object.fromEntries(mine.map(([where, words]) => [where.slice(prefix.length), words.join(" ")]));
}

/** What is wrong with the grade as a whole, or with the change itself. */
export function wrongAtAll(details: Readonly<Record<string, string[]>>): string {
  return Object.entries(details).filter(([where]) => !where.startsWith("steps.")).flatMap(([, words]) => words).join(" ");
}

const CALLS = ["voice", "supervisor"];

/** When a person is called at the latest while nobody answers a new tasking: `voice after 18 s, supervisor after 60 s`. */
export function callsInWords(steps: readonly EscalationStep[]): string {
  const calls = steps.filter(({ plan, action, unless }) => plan === "new" && CALLS.includes(action) && unless === "answered");
  return calls.map(({ action, after_s }) => `${action === "voice" ? "voice call" : action} after ${secondsInWords(after_s)}`).join(", ");
}

/** `18 s`, `2 min`, `90 s`: minutes only where they are whole. */
export function secondsInWords(seconds: number): string {
  return seconds >= 60 && seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

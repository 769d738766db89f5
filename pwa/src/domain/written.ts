// What an officer wrote into something that was refused. Pure.
import type { Need } from "./needs.ts";
import type { Card, Id } from "./rows.ts";

type Refused = Extract<Need, { kind: "refused" }>;

const field = ({ fields }: Refused, name: string): string => {
  const found = (fields as Record<string, unknown> | undefined)?.[name];
  return typeof found === "string" ? found : "";
};

/** The words themselves; nothing where it had none. */
export const writtenIn = (need: Refused): string => field(need, "text") || field(need, "note");

/** Whose log may still take them: named in what was refused, or that of the tasking while its card is here. An entry that was itself refused is not offered again. */
export function incidentOf(need: Refused, cards: readonly Card[]): Id | null {
  if (need.command === "add_log") return null;
  return field(need, "incident_id") || (cards.find(({ id }) => id === field(need, "tasking_id"))?.incident_id ?? null);
}

import { changesSince } from "../../domain/brief.ts";
import type { Card } from "../../domain/rows.ts";
import { labelOf } from "../../domain/status.ts";
import { useView } from "../handset/context.ts";

/** What is different from what this officer confirmed on this device, or was first told on it. */
export function ChangeList({ card }: { card: Card }) {
  const { briefs, codes } = useView();
  const was = briefs[card.id];
  const changes = was ? changesSince(was, card, (code) => labelOf(codes?.grades, code)) : [];
  return <ul class="changes">{changes.length ? changes.map((change) => <li key={change}>{change}</li>) : <li>Look through all of it again.</li>}</ul>;
}

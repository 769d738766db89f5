import type { Card } from "../../domain/rows.ts";
import { labelOf } from "../../domain/status.ts";
import { useView } from "../handset/context.ts";

/** What was said, by whom: the caller's own words, who else is going. */
export function Told({ card }: { card: Card }) {
  const { codes } = useView();
  const firstWords = card.log?.find(({ source }) => source === "call")?.text;
  return (
    <section class="told" aria-label="What was said">
      {firstWords && <blockquote class="first-words">{firstWords.replace(/^[“"]|[”"]$/g, "")}</blockquote>}
      <p class="soft">{labelOf(codes?.types, card.incident.type)} · {card.others.length ? `also going: ${card.others.join(", ")}` : "nobody else is going"}</p>
    </section>
  );
}

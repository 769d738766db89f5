// The links as a picture: the record, those that it is linked to, and those beyond. The list under it says the same and more.
import { canOpen, kindWord, pictureOf, type OpenedRecord, type Spot } from "../../domain/lookup.ts";

const ROW = 58;
const COLUMNS = [8, 124, 244] as const;
const WIDE = [108, 112, 112] as const;
const HIGH = 52;

export function LinkPicture({ record, onOpen }: { record: OpenedRecord; onOpen: (kind: string, id: string) => void }) {
  const { spots, ways, rows, left } = pictureOf(record);
  const height = rows * ROW + 8;
  const byKey = new Map(spots.map((spot) => [spot.key, spot]));
  const middle = ({ row }: Spot): number => row * ROW + 4 + HIGH / 2;
  return (
    <figure class="links-picture">
      <svg viewBox={`0 0 364 ${height}`} role="group" aria-label="The links as a picture. The list below says the same.">
        {ways.map(([from, to], at) => {
          const [one, other] = [byKey.get(from), byKey.get(to)];
          if (!one || !other) return null;
          const [x, y, x2, y2] = [COLUMNS[one.step] + WIDE[one.step], middle(one), COLUMNS[other.step], middle(other)];
          return <path key={at} class="way-line" d={`M${x} ${y}C${x + 10} ${y} ${x2 - 10} ${y2} ${x2} ${y2}`} />;
        })}
        {spots.map((spot) => <Box key={spot.key} spot={spot} onOpen={spot.step > 0 && canOpen(spot.kind) ? () => onOpen(spot.kind, spot.id) : null} />)}
      </svg>
      {left > 0 && <figcaption class="soft">{left} more stand in the list only.</figcaption>}
    </figure>
  );
}

function Box({ spot, onOpen }: { spot: Spot; onOpen: (() => void) | null }) {
  // `tabindex` and not `tabIndex`: in SVG the case of an attribute counts, and the other one takes no focus.
  const [x, y] = [COLUMNS[spot.step], spot.row * ROW + 4];
  const under = spot.warning?.label ?? (spot.role || kindWord(spot.kind));
  // Begins with what stands in the box, so that whoever speaks to the device can say what they see.
  const said = `${spot.line} ${under}, ${[kindWord(spot.kind), spot.role, spot.warning && "warned of"].filter(Boolean).join(", ")}`;
  const keys = (event: KeyboardEvent): void => {
    if (!onOpen || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    onOpen();
  };
  return (
    <g class={`spot ${spot.warning ? "spot-warned" : ""}`} role={onOpen ? "button" : "img"} aria-label={said} tabindex={onOpen ? 0 : undefined} onClick={onOpen ?? undefined} onKeyDown={keys}>
      <rect x={x} y={y} width={WIDE[spot.step]} height={HIGH} rx={6} />
      {/* In HTML, which breaks a line and says by an ellipsis that there is more; the whole stands in the list and in the name read aloud. */}
      <foreignObject x={x} y={y} width={WIDE[spot.step]} height={HIGH}>
        <div class="spot-words"><b>{`${spot.line} `}</b><span>{under}</span></div>
      </foreignObject>
    </g>
  );
}

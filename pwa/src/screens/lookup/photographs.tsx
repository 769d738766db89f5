// The photographs of whoever's card is open: the newest in a frame that never moves what lies around it, all of them large on a tap.
// The picture lies in memory beside its record and goes with it. It is drawn, so that it has no address and nothing offers to save it.
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { sentenceFor } from "../../api/errors.ts";
import { photographOf } from "../../api/lookups.ts";
import { headOf, type OpenedRecord, type Photograph } from "../../domain/lookup.ts";
import { dayOf } from "../../domain/times.ts";
import { Overlay } from "./overlay.ts";
import "./photographs.css";

export function Photographs({ record }: { record: OpenedRecord }) {
  const [large, setLarge] = useState(false);
  const Over = useContext(Overlay);
  const [newest] = record.photographs;
  if (!newest) return <p class="photograph photograph-none">No photograph</p>;
  const who = headOf(record);
  const more = record.photographs.length - 1;
  return (
    // Escape closes what is large, and not the whole panel behind it.
    <figure class="photograph-shown" onKeyDown={(event) => { if (large && event.key === "Escape") event.stopPropagation(); }}>
      <button type="button" class="photograph" aria-label={`Enlarge: ${toldOf(newest, who)}`} onClick={() => setLarge(true)}><Picture photograph={newest} who={who} /></button>
      <figcaption class="soft">{takenWords(newest)}{more > 0 && <><br />{more} more</>}</figcaption>
      {large && (
        <Over title={who} onClose={() => setLarge(false)}>
          <ul class="photographs">
            {record.photographs.map((photograph) => (
              <li key={photograph.id}>
                <div class="photograph photograph-large"><Picture photograph={photograph} who={who} /></div>
                <p><b>{takenWords(photograph)}</b> <span class="soft">{captionOf(photograph, record)}</span></p>
              </li>
            ))}
          </ul>
        </Over>
      )}
    </figure>
  );
}

const takenWords = ({ taken_on }: Photograph): string => (taken_on ? dayOf(taken_on) : "Undated");
const toldOf = (photograph: Photograph, who: string): string => `photograph of ${who}, ${photograph.taken_on ? `taken ${dayOf(photograph.taken_on)}` : "undated"}, ${photograph.source}`;

/** Which of the joined records it is from: with two of one person that is what tells whether it is the right one. */
function captionOf({ source, record_id, provenance, exercise }: Photograph, record: OpenedRecord): string {
  const whose = record_id === record.id ? "the record you opened" : "another record of this person";
  return [source, whose, provenance, exercise ? "made up" : ""].filter(Boolean).join(" · ");
}

// Asked for once for as long as its card is held: each asking is a look of its own in the audit.
const held = new WeakMap<Photograph, Promise<Blob>>();

function blobOf(photograph: Photograph): Promise<Blob> {
  const known = held.get(photograph);
  if (known) return known;
  const asked = photograph.image ? Promise.resolve(fromBase64(photograph.image)) : photographOf(photograph.id);
  held.set(photograph, asked);
  asked.catch(() => held.delete(photograph));
  return asked;
}

const fromBase64 = (image: string): Blob => new Blob([Uint8Array.from(atob(image), (sign) => sign.charCodeAt(0))], { type: "image/jpeg" });

function Picture({ photograph, who }: { photograph: Photograph; who: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [wrong, setWrong] = useState("");
  useEffect(() => {
    let here = true;
    setWrong("");
    blobOf(photograph)
      .then((blob) => createImageBitmap(blob))
      .then((picture) => {
        if (here) canvas.current?.getContext("2d")?.drawImage(picture, 0, 0);
        picture.close();
      })
      .catch((error: unknown) => { if (here) setWrong(sentenceFor(error)); });
    return () => { here = false; };
  }, [photograph]);
  if (wrong) return <span class="photograph-wrong" role="alert">{wrong}</span>;
  return <canvas ref={canvas} width={photograph.width} height={photograph.height} role="img" aria-label={toldOf(photograph, who)} />;
}

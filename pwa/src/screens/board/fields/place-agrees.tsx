import { useEffect, useState } from "preact/hooks";
import { post } from "../../../api/client.ts";
import type { Place } from "../../../map/geometry.ts";
import { useLate } from "./use-late.ts";

const PAUSE_MS = 400;

/** Says where the address names one borough and the point lies in another. It is logged too, so what cannot be asked is told later. */
export function PlaceAgrees({ place, address }: { place: Place | null; address: string }) {
  const [words, setWords] = useState<string | null>(null);
  const asked = useLate(JSON.stringify(place && address.trim() ? { lon: place.lon, lat: place.lat, address: address.trim() } : null), PAUSE_MS);
  useEffect(() => {
    setWords(null);
    if (asked === "null") return;
    const leave = new AbortController();
    post<{ words: string | null }>("/api/places/disagreement", JSON.parse(asked) as object, { signal: leave.signal }).then(
      (answer) => setWords(answer.words),
      () => undefined,
    );
    return () => leave.abort();
  }, [asked]);
  return <div role="status">{words && <p class="note note-warn">{words}</p>}</div>;
}

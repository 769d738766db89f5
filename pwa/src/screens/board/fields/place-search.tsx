import { useEffect, useState } from "preact/hooks";
import { post } from "../../../api/client.ts";
import { podName } from "../../../domain/board/codes.ts";
import type { FoundPlace } from "../../../domain/board/incident-detail.ts";
import type { Place } from "../../../map/geometry.ts";
import { useBoard } from "../board-context.ts";
import { boardSentence } from "../board-sentence.ts";
import { lookAt } from "../desk-state.ts";
import { Combobox } from "./combobox.tsx";
import { useLate } from "./use-late.ts";

const PAUSE_MS = 180;

export interface ChosenPlace extends Place {
  address: string;
  pod: string | null;
  /** Picked on the map: the point is new, the words for it may be what they were. */
  picked: boolean;
}

interface Props {
  id: string;
  chosen: ChosenPlace | null;
  /** Null once other words are typed: what was chosen before is not what is meant now. */
  onChoose: (place: ChosenPlace | null) => void;
  /** What to call the thing on the map while a place is picked there. */
  says: string;
  autofocus?: boolean;
}

type Answer = { words: string; items: FoundPlace[]; problem: string | null };

// The middle of a street may be far from the door.
const KINDS: Record<string, string> = { address: "this door", street: "middle of the street" };

/** A place by its address or street, by `lat,lon`, by pod, or picked on the map. */
export function PlaceSearch({ id, chosen, onChoose, says, autofocus = false }: Props) {
  const { codes, desk, picture } = useBoard();
  const [words, setWords] = useState(chosen?.address ?? "");
  const [answer, setAnswer] = useState<Answer>({ words: "", items: [], problem: null });
  const asked = useLate(words.trim(), PAUSE_MS);
  const settled = chosen !== null && words === chosen.address;
  // Enter takes the first of the list: of words that have changed since, that is another street.
  const isOfTheseWords = answer.words === words.trim();

  useEffect(() => {
    if (asked.length < 2 || settled) return setAnswer({ words: "", items: [], problem: null });
    const leave = new AbortController();
    post<{ items: FoundPlace[] }>("/api/places/search", { q: asked.slice(0, 80), pods: picture.held().pods }, { signal: leave.signal }).then(
      ({ items }) => setAnswer({ words: asked, items, problem: null }),
      (error: unknown) => {
        if (!leave.signal.aborted) setAnswer({ words: asked, items: [], problem: boardSentence(error) });
      },
    );
    return () => leave.abort();
  }, [asked, settled]);

  function write(typed: string): void {
    setWords(typed);
    if (chosen) onChoose(null);
  }

  function pick({ text, lon, lat, pod }: FoundPlace): void {
    setWords(text);
    onChoose({ lon, lat, pod, address: text, picked: false });
    lookAt(desk, { lon, lat }, 15);
  }

  function pickOnMap(): void {
    desk.narrow.set("map");
    desk.picking.set({
      says,
      picked: ({ lon, lat }) => {
        desk.picking.set(null);
        desk.narrow.set("detail");
        const address = chosen?.address || `Point ${lat.toFixed(5)}, ${lon.toFixed(5)}`;
        setWords(address);
        onChoose({ lon, lat, pod: null, address, picked: true });
        document.getElementById(id)?.focus();
      },
    });
  }

  const nothing =
    answer.problem ??
    (answer.words && isOfTheseWords && answer.items.length === 0 && !settled
      ? "No such place. Try the street, or latitude, longitude."
      : null);
  return (
    <div class="place-search">
      <Combobox
        id={id}
        label="Place"
        words={words}
        onWords={write}
        options={settled || !isOfTheseWords ? [] : answer.items}
        keyOf={(item) => `${item.text} ${item.lon} ${item.lat}`}
        show={(item) => (
          <>
            <b>{item.text}</b>{" "}
            <span class="soft">
              {KINDS[item.kind] ?? item.kind}
              {item.pod && ` · ${podName(codes, item.pod)}`}
            </span>
          </>
        )}
        onPick={pick}
        placeholder="House and street, or 51.5300, -0.0600"
        nothing={nothing}
        autofocus={autofocus}
      />
      <button type="button" class="small" onClick={pickOnMap}>
        Pick on the map
      </button>
      {chosen && (
        <p class="field-words place-chosen">
          ✓ {chosen.lat.toFixed(5)}, {chosen.lon.toFixed(5)}
          {chosen.pod && ` · ${podName(codes, chosen.pod)}`}
        </p>
      )}
    </div>
  );
}

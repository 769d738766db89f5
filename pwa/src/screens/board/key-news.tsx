import { useEffect, useState } from "preact/hooks";
import { keyNews, seeKey } from "../../api/restricted.ts";
import { type KeyNewsRow, newsOf } from "../../domain/keys.ts";
import { useMarking } from "../../ui/marking.ts";
import "./key-news.css";

const AGAIN_MS = 10_000;

/** What became of the keys that this supervisor gave: a line that stays until they have seen it, whatever else is open. */
export function KeyNews() {
  const [items, setItems] = useState<KeyNewsRow[]>([]);
  useMarking(items.length ? "OFFICIAL-SENSITIVE" : "OFFICIAL");
  const look = (): Promise<void> => keyNews().then(({ items: told }) => setItems(told), () => undefined);
  useEffect(() => {
    void look();
    const timer = setInterval(() => void look(), AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  // It goes when the server has it: what failed stays, and is asked again.
  const see = (row: KeyNewsRow): void => void seeKey(row).then(look, () => undefined);
  if (!items.length) return null;
  return (
    <div role="status">
      <ul class="key-news" aria-label="News of keys that you gave">
        {items.map((row) => {
          const { title, words, refused } = newsOf(row);
          return (
            <li key={row.id} class={refused ? "key-refused" : ""}>
              <b>{title}</b>
              <span>{words}</span>
              <button type="button" class="small" onClick={() => see(row)}>
                Seen
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

// The way from the board to the other pages, each in a window of its own: the board stays.
import { useBoard } from "./board-context.ts";
import { pagesFor } from "./pages.ts";
import { useFold } from "./use-fold.ts";

/** The pages that these roles may open; nothing where there is none. */
export function MorePages() {
  const { session } = useBoard();
  const { open, setOpen, box, button, keys } = useFold();
  const pages = pagesFor(session.officer.roles);

  if (pages.length === 0) return null;
  return (
    <span ref={box} class="more-pages" onKeyDown={keys}>
      <button ref={button} type="button" class="small" aria-expanded={open} onClick={() => setOpen(!open)}>
        More
      </button>
      {open && (
        <ul class="more-list" aria-label="Other pages">
          {pages.map(({ href, name, what }) => (
            <li key={href}>
              <a href={href} target="_blank" rel="noopener" onClick={() => setOpen(false)}>
                {name} <span class="soft">{what}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </span>
  );
}

import { waitsForReading } from "../../domain/board/notices.ts";
import { useWatched } from "../../ui/watched.ts";
import { useBoard } from "./board-context.ts";
import { writeTo } from "./desk-state.ts";

/** The way to the messages to crews, with how many are waited for. */
export function MessagesButton() {
  const { desk, view } = useBoard();
  const unread = [...useWatched(view).state.notices.values()].filter(waitsForReading).length;
  const toggle = (): void => {
    if (desk.panel.get() === "messages") desk.panel.set(null);
    else writeTo(desk, "");
  };
  return (
    <button type="button" class="small" onClick={toggle} aria-keyshortcuts="Shift+M">
      Messages{unread > 0 && <b> {unread} unread</b>}{" "}
      <span class="key" aria-hidden="true">
        ⇧M
      </span>
    </button>
  );
}

import { useRef, useState } from "preact/hooks";
import { type Action, readLine } from "../../domain/board/commandline.ts";
import { complete } from "../../domain/board/completion.ts";
import type { Desk } from "../../domain/board/desk.ts";
import { counted, stopwatch } from "../../domain/board/words.ts";
import { useWatched } from "../../ui/watched.ts";
import { type BoardParts, useBoard } from "./board-context.ts";
import { openIncident, showUnit } from "./desk-state.ts";
import { orderFor } from "./orders.ts";
import { MessagesButton } from "./messages-button.tsx";
import { OrderWords } from "./order-words.tsx";
import { useOrder } from "./use-order.ts";
import "./command-line.css";

/** What only moves the screen is done here; everything else is an order. */
function moveScreen({ desk, view }: BoardParts, action: Action): void {
  if (action.do === "find") {
    desk.list.set("incidents");
    desk.queue.set({ view: "open", grade: null, words: action.words });
  } else if (action.do === "new") {
    desk.newWords.set(action.words);
    desk.panel.set("new");
  } else if (action.do === "help") desk.panel.set("help");
  else if (action.do === "open incident") openIncident(desk, action.incident.id, action.incident);
  else if (action.do === "show unit") showUnit(desk, action.unit.id, view.get().state.positions.get(action.unit.id));
}

export function CommandLine() {
  const board = useBoard();
  const { view, desk, codes } = board;
  const { state, rows } = useWatched(view);
  const incidentId = useWatched(desk.incidentId);
  const [line, setLine] = useState("");
  const [choices, setChoices] = useState<string[]>([]);
  const [divertAsked, setDivertAsked] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const order = useOrder();
  const on: Desk = { state, codes, chosen: rows.get(incidentId ?? "")?.incident ?? null };
  const reading = readLine(on, line);
  const asksDivert = reading.state === "ready" && reading.action.do === "task" && reading.action.divert && divertAsked === line;

  function write(text: string, offered: string[] = []): void {
    setLine(text);
    setChoices(offered);
    setDivertAsked("");
    if (order.now.state === "refused") order.clear();
  }

  async function enter(event: Event): Promise<void> {
    event.preventDefault();
    if (reading.state !== "ready" || order.now.state === "sending") return;
    const { action } = reading;
    if (action.do === "task" && action.divert && divertAsked !== line) return setDivertAsked(line);
    const asked = orderFor(action);
    const sent = line;
    write("");
    if (!asked) {
      field.current?.blur();
      return moveScreen(board, action);
    }
    // What was refused comes back into the line, to be put right instead of typed again.
    if (!(await order.give(asked)) && field.current?.value === "") setLine(sent);
  }

  function keys(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      write("");
      field.current?.blur();
    } else if (event.key === "Tab" && !event.shiftKey && line.trim() !== "") {
      const completed = complete(on, line);
      if (completed.line === line && completed.choices.length === 0) return;
      event.preventDefault();
      write(completed.line, completed.choices);
    }
  }

  return (
    <footer class="foot">
      <OnTheirWay />
      <OrderWords now={order.now} onClear={order.clear} />
      <form class="command" onSubmit={enter}>
        <label for="command" class="command-slash" aria-label="Command line">
          /
        </label>
        <input
          ref={field}
          id="command"
          class="mono"
          value={line}
          onInput={(event) => write(withoutSlash(event.currentTarget.value))}
          onKeyDown={keys}
          maxLength={2000}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          aria-describedby="command-hint"
          placeholder="t ce26 4521"
          aria-keyshortcuts="/"
        />
        <p id="command-hint" class={`command-hint hint-${reading.state}`} role="status">
          {asksDivert
            ? "Enter again to divert, Esc to leave it"
            : reading.state === "empty"
              ? "Type / for a command, ? for all of them"
              : reading.says}
          {reading.state === "ready" && !asksDivert && " · Enter"}
          {choices.length > 0 && <span class="mono"> {choices.join("  ")}</span>}
        </p>
        <MessagesButton />
      </form>
    </footer>
  );
}

/** Who is in the line already and presses / once more means the line, not the sign. */
const withoutSlash = (text: string): string => text.replace(/^\/+/, "");

/** Commands that nobody has answered yet. They are sent again by themselves until somebody does. */
function OnTheirWay() {
  const { sender, clock } = useBoard();
  const waiting = useWatched(sender.onTheirWay).filter((one) => one.unanswered > 0);
  const now = useWatched(clock.now);
  if (waiting.length === 0) return null;
  return (
    <div class="on-their-way" role="status">
      <b>{counted(waiting.length, "command")} not answered yet</b>
      <ul>
        {waiting.map((one) => (
          <li key={one.id}>
            {one.says} <span class="mono">{stopwatch(now - one.began_at)}</span>, tried {one.unanswered + 1} times{" "}
            <button type="button" class="small" onClick={one.giveUp}>
              Stop trying
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

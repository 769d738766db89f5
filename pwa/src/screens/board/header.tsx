import { useState } from "preact/hooks";
import type { ThemeChoice } from "../../ui/theme.ts";
import { chooseTheme, themeChoice } from "../../ui/theme.ts";
import { useWatched } from "../../ui/watched.ts";
import { Lamp } from "../../ui/lamp.tsx";
import { isRead } from "../../domain/board/state.ts";
import { podName } from "../../domain/board/codes.ts";
import { clockTime, londonDate } from "../../domain/board/words.ts";
import { useBoard } from "./board-context.ts";
import { MorePages } from "./more-pages.tsx";
import { ReportsLink } from "./reports-link.tsx";
import "./header.css";

export function Header() {
  const { session } = useBoard();
  return (
    <header>
      {session.demo && <p class="demo">Exercise data: made-up people and places</p>}
      <div class="board-head">
        <h1 class="brand">
          <Lamp />
          <span class="brand-word">Bluelamp</span>
          <span class="unseen"> board</span>
        </h1>
        <PodsButton />
        <Numbers />
        <NarrowSwitch />
        <span class="head-space" />
        <LineChip />
        <Clock />
        {session.officer.roles.includes("supervisor") && <ReportsLink />}
        <MorePages />
        <Rest />
      </div>
    </header>
  );
}

function PodsButton() {
  const { pods, codes, desk } = useBoard();
  const watched = useWatched(pods);
  const words = watched === "all" ? "All London" : watched.map((code) => podName(codes, code)).join(", ");
  return (
    <button type="button" class="head-pods" onClick={() => desk.panel.set(desk.panel.get() === "pods" ? null : "pods")} aria-keyshortcuts="Shift+P">
      <span class="unseen">Pods watched: </span>
      {words}{" "}
      <span class="key" aria-hidden="true">
        ⇧P
      </span>
    </button>
  );
}

function KeysButton() {
  const { desk } = useBoard();
  return (
    <button type="button" class="small" title="Give a key to a restricted record" onClick={() => desk.panel.set(desk.panel.get() === "keys" ? null : "keys")} aria-keyshortcuts="Shift+K">
      Keys{" "}
      <span class="key" aria-hidden="true">
        ⇧K
      </span>
    </button>
  );
}

function Numbers() {
  const { view } = useBoard();
  const { counts, state } = useWatched(view);
  // None would be a claim.
  if (!isRead(state)) return null;
  return (
    <span class="head-numbers">
      <span>
        <b>{counts.open}</b> open
      </span>
      {counts.unassigned > 0 && (
        <span class="needs">
          <b>{counts.unassigned}</b> unassigned
        </span>
      )}
      <span class={counts.over > 0 ? "over" : ""}>
        <b>{counts.over}</b> over<span class="head-long"> target</span>
      </span>
      <span class="head-bar" aria-hidden="true" />
      <span>
        <b>{counts.free}</b> free
      </span>
      <span class="head-long">
        <b>{counts.committed}</b> committed
      </span>
      {counts.unseen > 0 && (
        <span class="needs">
          <b>{counts.unseen}</b> not seen
        </span>
      )}
      {counts.unreached > 0 && (
        <span class="needs">
          <b>{counts.unreached}</b> not reached
        </span>
      )}
    </span>
  );
}

/** On a narrow screen incident and map share one column. */
function NarrowSwitch() {
  const { desk } = useBoard();
  const shown = useWatched(desk.narrow);
  return (
    <span class="narrow-switch" role="group" aria-label="Second column">
      <button type="button" class="small" aria-pressed={shown === "detail"} onClick={() => desk.narrow.set("detail")}>
        Incident
      </button>
      <button type="button" class="small" aria-pressed={shown === "map"} onClick={() => desk.narrow.set("map")}>
        Map{" "}
        <span class="key" aria-hidden="true">
          M
        </span>
      </button>
    </span>
  );
}

/** What is seldom touched: all in the line where there is room, else behind one button. */
function Rest() {
  const { session } = useBoard();
  const [open, setOpen] = useState(false);
  return (
    <span class="head-more" onKeyDown={(event) => { if (event.key === "Escape") setOpen(false); }}>
      <button type="button" class="small head-menu" aria-expanded={open} onClick={() => setOpen(!open)}>
        Menu
      </button>
      <span class={open ? "head-rest is-open" : "head-rest"}>
        {session.officer.roles.includes("supervisor") && <KeysButton />}
        <Themes />
        <Who />
      </span>
    </span>
  );
}

const LINE_WORDS = { starting: "Connecting", live: "Live", slow: "Waiting", dead: "Dead" } as const;

/** The age of the feed in tenths of a second: a figure that moves is the proof that something is there. */
function LineChip() {
  const { line } = useBoard();
  const state = useWatched(line.state);
  const age = state.state === "starting" ? "" : `${(state.age_ms / 1000).toFixed(1)} s`;
  return (
    <span class={`head-line line-${state.state}`}>
      <span class="link-mark" aria-hidden="true" />
      <span aria-hidden="true">
        {LINE_WORDS[state.state]} <span class="mono">{age}</span>
      </span>
      <span class="unseen" role="status">
        {state.state === "dead" ? "The feed is dead" : state.state === "starting" ? "Connecting" : "The feed is live"}
      </span>
    </span>
  );
}

function Clock() {
  const { clock } = useBoard();
  const now = useWatched(clock.now);
  return (
    <time class="head-clock mono" dateTime={new Date(now).toISOString()} title={`${londonDate(now)}, Europe/London`}>
      {clockTime(now)}
    </time>
  );
}

const THEMES: [ThemeChoice, string][] = [
  ["auto", "Auto"],
  ["day", "Day"],
  ["night", "Night"],
  ["red", "Red"],
];

function Themes() {
  const chosen = useWatched(themeChoice);
  return (
    <select class="head-theme" aria-label="Screen" value={chosen} onChange={(event) => chooseTheme(event.currentTarget.value as ThemeChoice)}>
      {THEMES.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}

function Who() {
  const { session, signOut } = useBoard();
  const { officer } = session;
  const role = officer.roles.includes("supervisor") ? "Supervisor" : "Dispatcher";
  return (
    <span class="head-who">
      <span class="head-name">
        <b>{officer.name}</b> <span class="soft">{role}</span>
      </span>
      <button type="button" class="small" onClick={signOut}>
        Sign out
      </button>
    </span>
  );
}

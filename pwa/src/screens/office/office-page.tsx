import type { ComponentChildren } from "preact";
import type { Session } from "../../domain/rows.ts";
import { Lamp } from "../../ui/lamp.tsx";
import { useMarking } from "../../ui/marking.ts";
import { ThemePicker } from "../../ui/theme-picker.tsx";
import "./office.css";

interface Props {
  title: string;
  /** What the page is for, in a sentence or two. */
  why: string;
  problem?: string;
  session: Session;
  onSignOut: () => void;
  children: ComponentChildren;
}

/** A page at which somebody sets something up: its head, why it is there, and boxes below one another. */
export function OfficePage({ title, why, problem, session, onSignOut, children }: Props) {
  useMarking("OFFICIAL");
  return (
    <main class="office-page">
      <header class="office-head">
        <h1><Lamp />{title}</h1>
        <span class="office-who"><ThemePicker /><b>{session.officer.name}</b> <button type="button" class="btn" onClick={onSignOut}>Sign out</button></span>
      </header>
      <p class="office-why">{why}</p>
      {problem && <p class="note note-danger" role="alert">{problem}</p>}
      {children}
    </main>
  );
}

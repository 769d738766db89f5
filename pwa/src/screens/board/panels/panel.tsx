import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import type { PanelName } from "../desk-state.ts";
import { later } from "../../../ui/later.tsx";
import { Help } from "./help.tsx";
import { NewIncident } from "./new-incident.tsx";
import { PodsPanel } from "./pods-panel.tsx";
import "./panel.css";

const LookupPanel = later(() => import("./lookup-panel.tsx").then((panel) => panel.LookupPanel));
const KeysPanel = later(() => import("./keys-panel.tsx").then((panel) => panel.KeysPanel));
const MessagesPanel = later(() => import("./messages-panel.tsx").then((panel) => panel.MessagesPanel));
const ZonesPanel = later(() => import("./zones-panel.tsx").then((panel) => panel.ZonesPanel));

/**
 * What lies over the map for a while. It is not modal on purpose: a modal page would also lie over an
 * alarm, and nothing may do that.
 */
export function Panel({ name }: { name: Exclude<PanelName, null> }) {
  if (name === "new")
    return (
      <Frame key="new" title="New incident" wide>
        <NewIncident />
      </Frame>
    );
  if (name === "lookup")
    return (
      <Frame key="lookup" title="Look up" wide>
        <LookupPanel />
      </Frame>
    );
  if (name === "zones")
    return (
      <Frame key="zones" title="Hazard areas and event zones" wide>
        <ZonesPanel />
      </Frame>
    );
  if (name === "messages")
    return (
      <Frame key="messages" title="Messages to crews" wide>
        <MessagesPanel />
      </Frame>
    );
  if (name === "keys")
    return (
      <Frame key="keys" title="Keys to restricted records" wide>
        <KeysPanel />
      </Frame>
    );
  if (name === "pods")
    return (
      <Frame key="pods" title="Which pods do you watch?">
        <PodsPanel />
      </Frame>
    );
  return (
    <Frame key="help" title="Keys and commands">
      <Help />
    </Frame>
  );
}

function Frame({ title, wide = false, children }: { title: string; wide?: boolean; children: ComponentChildren }) {
  const { desk } = useBoard();
  const picking = useWatched(desk.picking) !== null;
  const box = useRef<HTMLElement>(null);
  // Before the next key is read: whoever types on at once types into this, and is not thrown back later.
  useLayoutEffect(() => {
    const before = document.activeElement;
    (box.current?.querySelector<HTMLElement>("[autofocus]") ?? box.current?.querySelector<HTMLElement>("h2"))?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  function keys(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    desk.panel.set(null);
  }

  return (
    <section ref={box} hidden={picking} class={`panel${wide ? " panel-wide" : ""}`} role="dialog" aria-label={title} onKeyDown={keys}>
      <div class="panel-head">
        <h2 tabIndex={-1}>{title}</h2>
        <button type="button" class="small" onClick={() => desk.panel.set(null)}>
          Close{" "}
          <span class="key" aria-hidden="true">
            Esc
          </span>
        </button>
      </div>
      {children}
    </section>
  );
}

import { Component, type ComponentChildren } from "preact";

interface Shielded {
  children: ComponentChildren;
  /** Called once when it cannot be drawn. */
  onBroken?: (() => void) | undefined;
}

/** One thing that cannot be drawn says so in its own place, and everything around it stands. Give it the thing's revision as its key: then the next word on it is tried again. */
export class Shield extends Component<Shielded, { broken: boolean }> {
  override state = { broken: false };

  static override getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override componentDidCatch(): void {
    this.props.onBroken?.();
  }

  override render({ children }: Shielded) {
    return this.state.broken ? <p class="note note-danger" role="alert">This could not be shown: ask control.</p> : children;
  }
}

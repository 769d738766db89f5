import { rungWords, type Screen, tenths, type ToldMessage } from "../../domain/look-back.ts";

const GONE = "No longer kept.";

/** Beside the screen: what had arrived by then, what came later or never, and what the officer did. */
export function Story({ screen }: { screen: Screen }) {
  const there = screen.messages.filter((one) => one.was_there);
  const late = screen.messages.filter((one) => !one.was_there);
  return (
    <section class="back-story" aria-label="What had arrived, and what had not">
      {!screen.is_kept && <p class="note note-warn">What was sent to this crew, and when it was stored, is no longer kept, or not whole. That something is missing here does not say that it did not happen.</p>}
      <h2>Later, or never {screen.is_kept && <span class="soft">{late.length}</span>}</h2>
      <Messages of={late} empty={screen.is_kept ? "Everything that was sent had arrived." : GONE} />
      <h2>Had arrived {screen.is_kept && <span class="soft">{there.length}</span>}</h2>
      <Messages of={there} empty={screen.is_kept ? "Nothing had arrived." : GONE} />
      <h2>What this device proved</h2>
      {screen.receipts.length === 0 && <p class="soft">Nothing.</p>}
      <ul class="back-lines">
        {screen.receipts.map((one) => (
          <li key={one.rung + one.channel + one.brief_revision} class={one.was_there ? "" : "back-late"}>
            <time class="mono" dateTime={one.occurred_at}>{tenths(one.occurred_at)}</time> {rungWords(one)}, brief {one.brief_revision}
            {Math.abs(Date.parse(one.received_at) - Date.parse(one.occurred_at)) >= 1000 && <span class="soft">, received {tenths(one.received_at)}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Messages({ of, empty }: { of: ToldMessage[]; empty: string }) {
  if (of.length === 0) return <p class="soft">{empty}</p>;
  return (
    <ol class="back-lines">
      {of.map((one) => (
        <li key={one.seq} class={one.was_there ? "" : "back-late"}>
          <time class="mono" dateTime={one.posted_at}>{tenths(one.posted_at)}</time> {one.words}
          <span class="soft"> · {one.stored_at ? `on the device ${tenths(one.stored_at)}${one.channel ? ` by ${one.channel}` : ""}` : "never reached this device"}</span>
        </li>
      ))}
    </ol>
  );
}

/** Another tab holds an older version of the store open. This page opens by itself as soon as that one is closed. */
export const HeldUp = () => (
  <main class="page calm">
    <h1 class="calm-words">Close the other Bluelamp</h1>
    <p role="alert">An older version is open in another tab or window and holds what this device keeps. Close it, and this one opens by itself. Nothing is lost.</p>
  </main>
);

/** Not even that: the browser does not let us at what is kept. */
export const CannotOpen = () => (
  <main class="page calm">
    <h1 class="calm-words">Bluelamp cannot open</h1>
    <p role="alert">This browser does not give access to what is kept on this device. Use the radio. Close every Bluelamp tab, then try again.</p>
    <button type="button" class="btn btn-strong" onClick={() => location.reload()}>Try again</button>
  </main>
);

// What an officer could see, and what everybody did, by the number of an incident.
import { FindTasking } from "../look-back/find-tasking.tsx";

export function LookBackView() {
  return (
    <section aria-labelledby="look-back-heading">
      <div class="audit-bar">
        <h2 id="look-back-heading">Looking back at an incident</h2>
        <p class="soft">Choose a tasking: the screen of its crew is rebuilt from the record, for any moment. That you looked is written down.</p>
      </div>
      <div class="audit-find"><FindTasking /></div>
      <p>Where everybody was and what they did: <a href="/look-back?view=replay">Replay</a></p>
    </section>
  );
}

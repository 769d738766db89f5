/** Stands on every screen of a demonstration. */
export const DemoBanner = ({ demo }: { demo: boolean }) => (demo ? <div class="demo" role="note">Exercise data: made-up people</div> : null);

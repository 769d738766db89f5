/** An arrow that points the way: degrees clockwise from north, north up. */
export const Arrow = ({ degrees }: { degrees: number }) => (
  <svg class="arrow" viewBox="0 0 24 24" aria-hidden="true"><path transform={`rotate(${Math.round(degrees)} 12 12)`} d="M12 2 20 21 12 16.500 4 21z" /></svg>
);

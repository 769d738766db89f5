const paths = {
  weapon: "M5 19 17 4l2 3-10 13zM8 15l3 3",
  violence: "M12 3 2 21h20zM12 10v5M12 18v.5",
  drugs: "M7 14 14 7a4 4 0 0 1 6 6l-7 7a4 4 0 0 1-6-6zM10.500 10.500l6 6",
  fire: "M12 3c1 4 6 6 6 11a6 6 0 0 1-12 0c0-2 1-3 2-4 0 2 1 3 2 3 1-3-1-6 2-10z",
  dog: "M4 6l3 2h6l4-3 3 3-2 4-3 1v7h-3v-5H8v5H5v-8L4 9z",
  person: "M12 3.600a3.400 3.400 0 1 0 .01 0M5 21c.6-5 3-7 7-7s6.400 2 7 7",
  health: "M12 4v16M4 12h16M5 5h14v14H5z",
  vehicle: "M3 16v-4l3-6h12l3 6v4zM3 12h18M7 16v3M17 16v3",
  burglary: "M5 21V4h10v17M3 21h18M15 8h4v13M11 13v.5",
  place: "M12 21c-5-6-7-8.500-7-11.500a7 7 0 0 1 14 0C19 12.500 17 15 12 21zM12 7.500a2 2 0 1 0 .01 0",
  tick: "M4 13l5 5L20 6",
  sound: "M4 9v6h4l5 4V5L8 9zM16.500 8.500a5 5 0 0 1 0 7",
  back: "M15 4 7 12l8 8",
} as const;

export type IconName = keyof typeof paths;

/** A picture beside a word, never instead of it. */
export const Icon = ({ name }: { name: IconName }) => <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d={paths[name]} /></svg>;

/** How a screen is marked: the highest of what is on it. */
export const Marking = ({ of }: { of: string }) => <p class={`marking ${of === "OFFICIAL" ? "" : "marking-high"}`}>{of}</p>;

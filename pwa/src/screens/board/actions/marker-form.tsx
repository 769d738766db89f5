import { useState } from "preact/hooks";
import { inHalfAYear } from "../../../domain/report-forms.ts";
import type { Incident } from "../../../domain/rows.ts";
import { useBoard } from "../board-context.ts";
import { CodePick } from "../fields/code-pick.tsx";
import { type ChosenPlace, PlaceSearch } from "../fields/place-search.tsx";
import { enterMarker } from "../orders.ts";
import { Form, Line } from "./form.tsx";

/** A warning on a place. Its review date is asked for at once: a marker nobody reviews becomes a rumour. */
export function MarkerForm({ incident }: { incident: Incident }) {
  const { codes, clock } = useBoard();
  const [place, setPlace] = useState<ChosenPlace | null>({
    lon: incident.lon,
    lat: incident.lat,
    address: incident.address,
    pod: incident.pod,
    picked: false,
  });
  const [category, setCategory] = useState("");
  const [text, setText] = useState("");
  const [source, setSource] = useState("");
  const [reviewOn, setReviewOn] = useState(inHalfAYear(clock.read()));
  const [radius, setRadius] = useState("50");

  function order() {
    const metres = Number(radius);
    if (!category) return "Choose what kind of warning it is.";
    if (!text.trim()) return "Say what the crew must know.";
    if (!source.trim()) return "Say where it comes from.";
    if (!place) return "Choose the place.";
    if (!/^\d{4}-\d\d-\d\d$/.test(reviewOn)) return "Give the day on which it must be reviewed.";
    if (!(metres >= 5 && metres <= 500)) return "The radius is a number of metres from 5 to 500.";
    return enterMarker({ category, text: text.trim(), source: source.trim(), review_on: reviewOn, radius_m: metres, address: place.address, place });
  }

  return (
    <Form title="Enter a place marker" submit="Enter the marker" order={order}>
      <CodePick
        id="marker-category"
        label="Kind"
        codes={codes.marker_categories}
        chosen={category}
        onChoose={(entry) => setCategory(entry.code)}
        autofocus
      />
      <Line
        id="marker-text"
        label="What the crew must know"
        value={text}
        onValue={setText}
        max={500}
        hint="It goes at once to everybody who is tasked near it."
      />
      <Line id="marker-source" label="Source" value={source} onValue={setSource} max={200} />
      <PlaceSearch id="marker-place" chosen={place} onChoose={setPlace} says="the place of the marker" />
      <div class="form-pair">
        <Line id="marker-radius" label="Radius in metres" value={radius} onValue={setRadius} type="number" />
        <Line id="marker-review" label="Review on" value={reviewOn} onValue={setReviewOn} type="date" />
      </div>
    </Form>
  );
}

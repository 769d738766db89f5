import { useEffect, useRef } from "preact/hooks";

/** Another crew has this vehicle booked out. In focus when it appears: it is an answer to the tap on the button below it. */
export function VehicleTaken({ asked, onTake }: { asked: string; onTake: (event: Event) => void }) {
  const words = useRef<HTMLParagraphElement>(null);
  useEffect(() => words.current?.focus(), [asked]);
  return (
    <div class="note note-warn vehicle-taken" role="alert">
      <p ref={words} tabIndex={-1}>{asked}</p>
      <button type="button" class="btn" onClick={onTake}>Take it over and go on duty</button>
    </div>
  );
}

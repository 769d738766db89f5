import { renewApp } from "../../shell/service-worker.ts";
import { useHandheld } from "./context.ts";

/** The control room serves this version no more: what waits stays, and the new version sends it. */
export function TooOld({ sentence }: { sentence: string }) {
  const { device } = useHandheld();
  return (
    <div class="note note-danger too-old" role="alert">
      <p>{sentence}</p>
      <button type="button" class="btn btn-strong" onClick={() => void renewApp(() => !device.view.get().cannotStore)}>Get the new version</button>
    </div>
  );
}

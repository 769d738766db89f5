import { installOffer, installNow, installedAlready, isApple } from "../../shell/install.ts";
import { useWatched } from "../../ui/watched.ts";

/** Installed, the app opens without a network and is not thrown away by the browser. */
export function InstallHint() {
  const offer = useWatched(installOffer);
  if (installedAlready()) return null;
  if (offer) return <div class="note install"><span>Put Bluelamp on the home screen: it then opens without signal.</span><button type="button" class="btn" onClick={() => void installNow()}>Install</button></div>;
  return isApple() ? <p class="note">To use Bluelamp without signal: tap Share, then Add to Home Screen.</p> : null;
}

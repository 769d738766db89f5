import { render } from "preact";
import { SignIn } from "./screens/sign-in/sign-in.tsx";
import { boot } from "./shell/boot.ts";

render(<SignIn surface="Handset" onSignedIn={() => location.reload()} />, boot());

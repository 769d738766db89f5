import { render } from "preact";
import { Entrance } from "./screens/partners/entrance.tsx";
import { boot } from "./shell/boot.ts";

render(<Entrance />, boot());

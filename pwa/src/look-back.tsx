import { render } from "preact";
import { Entrance } from "./screens/look-back/entrance.tsx";
import { boot } from "./shell/boot.ts";

render(<Entrance />, boot());

import { render } from "preact";
import { Entrance } from "./screens/companions/entrance.tsx";
import { boot } from "./shell/boot.ts";

render(<Entrance />, boot());

import { render } from "preact";
import { Entrance } from "./screens/admin/entrance.tsx";
import { boot } from "./shell/boot.ts";

render(<Entrance />, boot());

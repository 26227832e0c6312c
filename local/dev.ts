import "./quiet-imports.ts";
import { seedDemo } from "./demo/index.ts";
import { supervise } from "./supervise.ts";

await supervise({ mode: "development", seed: seedDemo });

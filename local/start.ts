import "./quiet-imports.ts";
import { seedDemo } from "./demo/index.ts";
import { supervise } from "./supervise.ts";

await supervise({ mode: "production", seed: seedDemo });

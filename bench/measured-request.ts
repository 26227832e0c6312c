/** One thing that the desk asks for. */
export interface MeasuredRequest {
  name: string;
  /** What p95 is to stay below at a million orders, in ms, one at a time; null where nothing is promised. */
  targetMs: number | null;
  /** Addresses of the same kind: they are asked for in turn, so that not one row alone is warm. */
  paths: string[];
}

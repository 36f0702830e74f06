import type { Row, Verdict } from "../types.ts";
import type { Finding } from "./experiment.ts";
export function marginCurveFindings(_rows: readonly Row[]): Finding[] {
  return [];
}
export function marginCurveClaims(_rows: readonly Row[]): Verdict[] {
  return [];
}

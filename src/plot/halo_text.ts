import { ink } from "./theme.ts";
import type { SpecPart } from "./figure_spec.ts";

/** Layers that write a text over whatever a panel shows: white around it, ink on top. */
export function haloText(text: string, left: number, top: number): SpecPart[] {
  const data = { values: [{}] };
  const mark = { type: "text", align: "left", baseline: "middle", text };
  const halo = { ...mark, color: "white", stroke: "white", strokeWidth: 4, strokeJoin: "round" };
  const encoding = { x: { value: left }, y: { value: top } };
  return [{ data, mark: halo, encoding }, { data, mark: { ...mark, color: ink.text }, encoding }];
}

/**
 * The WGSL of a product in tiles.
 *
 * @module
 */
import type { Operand, Side } from "./operands.ts";
import { groupThreads } from "./run_shader.ts";
import { side, type Tiling } from "./tiles.ts";

/** Strips in shared memory have a place more than threads read, so that neighbours do not wait for one another. */
const stripLength = side + 1;

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);
const lines = (...parts: string[][]): string => parts.flat().join("\n        ");

/** `epilogue` is WGSL of `fn epilogue(x : f32, column : i32) -> f32`. */
export function productCode(a: Operand, b: Operand, tiling: Tiling, epilogue: string): string {
  const { tall, wide } = tiling, wideType = vector(wide);
  const loadA = loader(a, "A", tall), loadB = loader(b, "B", wide);
  return `${epilogue}
      ${a.code("A")}
      ${b.code("B")}
      ${numberCode("A")}
      ${numberCode("B")}
      var<workgroup> tileA : array<${vector(tall)}, ${side * stripLength}>;
      var<workgroup> tileB : array<${wideType}, ${side * stripLength}>;

      fn main(index : i32) {
        let thread = index % ${groupThreads};
        let group = index / ${groupThreads};
        let slice = group / (uniforms.columnTiles * uniforms.rowTiles);
        let batch = slice / uniforms.parts;
        let firstInner = (slice % uniforms.parts) * uniforms.steps * ${side};
        let firstA = (group / uniforms.columnTiles) % uniforms.rowTiles * ${side * tall};
        let firstB = group % uniforms.columnTiles * ${side * wide};
        ${lines(loadA.before, loadB.before)}
        ${lines(range(tall).map((i) => `var sum${i} = ${wideType}(0.0);`))}
        for (var step = 0; step < uniforms.steps; step++) {
          let stepInner = firstInner + step * ${side};
          ${lines(loadA.step, loadB.step)}
          workgroupBarrier();
          for (var k = 0; k < ${side}; k++) {
            let a = tileA[k * ${stripLength} + thread / ${side}];
            let b = tileB[k * ${stripLength} + thread % ${side}];
            ${lines(range(tall).map((i) => `sum${i} += a${part(i, tall)} * b;`))}
          }
          workgroupBarrier();
        }
        if (slice >= uniforms.slices) { return; }
        let row = firstA + thread / ${side} * ${tall};
        let column = firstB + thread % ${side} * ${wide};
        ${lines(range(tall).flatMap((i) => range(wide).map((j) => write(i, j, wide))))}
      }`;
}

const vector = (length: number): string => length === 1 ? "f32" : `vec${length}<f32>`;
const part = (i: number, length: number): string => length === 1 ? "" : `.${"xyzw"[i]}`;

function write(i: number, j: number, wide: number): string {
  return `if (row + ${i} < uniforms.rows && column + ${j} < uniforms.columns) {
          result[(slice * uniforms.rows + row + ${i}) * uniforms.columns + column + ${j}] =
            epilogue(sum${i}${part(j, wide)}, column + ${j});
        }`;
}

/** Reads where an operand's outer and inner index meet; out of bounds it reads something and drops it, without a branch. */
const numberCode = (name: Side): string => `
      fn number${name}(outer : vec4<i32>, inner : vec4<i32>, isInside : bool) -> f32 {
        let place = place${name}(outer, inner);
        return select(0.0, f32(${name}[max(place, 0)]), isInside && place >= 0);
      }`;

/**
 * How threads bring one operand's strip to shared memory, each a few outer
 * indexes at one inner index, neighbours in memory side by side. What stays is
 * taken apart before the loop.
 */
function loader(
  { along }: Operand,
  name: Side,
  times: number,
): { before: string[]; step: string[] } {
  const limit = name === "A" ? "rows" : "columns";
  const [strip, k] = along === "inner" ? ["/", "%"] : ["%", "/"];
  const before = [
    `let strip${name} = thread ${strip} ${side};`,
    `let k${name} = thread ${k} ${side};`,
  ];
  for (const i of range(times)) {
    before.push(
      `let at${name}${i} = first${name} + strip${name} * ${times} + ${i};`,
      `let outer${name}${i} = outer${name}(batch, at${name}${i});`,
    );
  }
  const numbers = range(times).map((i) =>
    `number${name}(outer${name}${i}, inner${name}Now, at${name}${i} < uniforms.${limit} && has${name})`
  );
  return {
    before,
    step: [
      `let inner${name}Now = inner${name}(stepInner + k${name});`,
      `let has${name} = stepInner + k${name} < uniforms.inner;`,
      `tile${name}[k${name} * ${stripLength} + strip${name}] = ${vector(times)}(${
        numbers.join(", ")
      });`,
    ],
  };
}

/**
 * The picture of `compare.ts`: times over PyTorch's on one thread, a line for
 * each model and kind of work, on a logarithmic axis.
 *
 * @module
 */
import { axisScale } from "../src/plot/axis_scale.ts";
import { drawing, type Item, lineItem, pointItem, textItem } from "../src/plot/drawing.ts";
import { figure } from "../src/plot/figure.ts";
import type { FigureSpec } from "../src/plot/figure_spec.ts";
import { legend } from "../src/plot/legend.ts";
import { position } from "../src/plot/scale_place.ts";
import { seriesStyles } from "../src/plot/series_style.ts";
import { contentWidth, ink } from "../src/plot/theme.ts";

/** One timing, as a line of `results.csv` has it. */
export interface Timing {
  readonly model: string;
  readonly work: string;
  readonly engine: string;
  readonly threads: number;
  /** Of PyTorch's time on one thread; null where the engine cannot do it. */
  readonly ratio: number | null;
}

/** What is written in the picture for the names in the file. */
const words: Readonly<Record<string, string>> = {
  "mnist-mlp": "MLP, MNIST",
  "cifar-mlp": "MLP, CIFAR-10",
  "mnist-cnn": "CNN, MNIST",
  "cifar-cnn": "CNN, CIFAR-10",
  step: "training step",
  amr: "AMR step",
  gradient: "input gradient",
  forward: "forward",
  stock: "stock tfjs-wasm",
  portable: "portable",
  "portable-plain": "portable, plain SIMD",
  native: "native",
};
const nameOf = ({ engine, threads }: Timing): string =>
  engine === "pytorch"
    ? `PyTorch, ${threads} thread${threads === 1 ? "" : "s"}`
    : words[engine] ?? engine;

const left = 116, lineHeight = 20, groupGap = 26, foot = 40;

/** The figure, ready for `renderSvg`; `notes` say where and how it was measured. */
export function ratioFigure(timings: readonly Timing[], notes: readonly string[]): FigureSpec {
  const drawn = timings.filter(({ engine, threads }) => engine !== "pytorch" || threads > 1);
  const ratios = drawn.flatMap(({ ratio }) => ratio === null ? [] : [ratio]);
  const scale = axisScale([...ratios, 1], {
    ...{ along: "x", length: contentWidth - left, type: "log", rounded: true },
  });
  const xOf = (ratio: number): number => left + (contentWidth - left) * position(scale, ratio);
  const styles = seriesStyles([...new Set(drawn.map(nameOf))]);
  const items: Item[] = [], texts: Item[] = [];
  let y = 0;
  for (const model of new Set(drawn.map((timing) => timing.model))) {
    texts.push(textItem(words[model] ?? model, 0, y + groupGap / 2, { bold: true }));
    y += groupGap;
    const own = drawn.filter((timing) => timing.model === model);
    for (const work of new Set(own.map((timing) => timing.work))) {
      const middle = y + lineHeight / 2;
      texts.push(textItem(words[work] ?? work, 8, middle));
      items.push(lineItem([left, middle, contentWidth, middle], { color: ink.grid }));
      for (const timing of own.filter((each) => each.work === work && each.ratio !== null)) {
        const { color, shape } = styles.find(({ key }) => key === nameOf(timing))!;
        texts.push(pointItem(xOf(timing.ratio!), middle, { color, shape }));
      }
      y += lineHeight;
    }
  }
  const axis = scale.values.flatMap((value, i) => [
    lineItem(
      [xOf(value), 0, xOf(value), y],
      value === 1 ? { color: ink.axis } : { color: ink.grid },
    ),
    textItem(scale.labels[i]!, xOf(value), y + 10, { align: "center" }),
  ]);
  const title = textItem(
    "time over PyTorch's on one thread",
    (left + contentWidth) / 2,
    y + 29,
    { align: "center" },
  );
  const key = legend([
    styles.map(({ key, color, shape }) => ({ label: String(key), color, shape })),
  ], contentWidth);
  const slower = ratios.filter((ratio) => ratio > 1).length;
  return figure({
    parts: [
      drawing(contentWidth, key.height, key.items),
      drawing(contentWidth, y + foot, [...axis, ...items, ...texts, title]),
    ],
    rows: [],
    description: `Points, one an engine, for each model and kind of work: its time over ` +
      `PyTorch's, ${ratios.length} in all, ${slower} of them above 1.`,
  }, {
    title: "The engines beside PyTorch on the CPU",
    subtitle: "Left of 1 is faster than PyTorch on one thread; ours have one thread",
    notes,
  });
}

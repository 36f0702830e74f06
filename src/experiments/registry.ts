/**
 * Every experiment by its task's name, in the paper's order.
 *
 * @module
 */
import { bracket } from "./bracket.ts";
import type { Experiment } from "./experiment.ts";
import { fig1 } from "./fig1.ts";
import { fig3 } from "./fig3.ts";
import { fig4 } from "./fig4.ts";
import { fig5 } from "./fig5.ts";
import { marginCurves } from "./margin_curves.ts";
import { marginHistograms } from "./margin_histograms.ts";
import { judgingOwnRows } from "./own_rows.ts";
import { table1 } from "./table1.ts";
import { table2 } from "./table2.ts";
import { theorems } from "./theorems.ts";

const all = [
  fig1,
  marginCurves({
    name: "fig2",
    title: "Figure 2: margins of CIFAR-10 models during training",
    dataset: "cifar10",
  }),
  fig3,
  fig4,
  fig5,
  marginCurves({
    name: "fig6",
    title: "Figure 6: margins of MNIST models during training",
    dataset: "mnist",
  }),
  marginHistograms({
    name: "fig7",
    title: "Figure 7: margin histograms of MNIST models during training",
    dataset: "mnist",
  }),
  marginHistograms({
    name: "fig8",
    title: "Figure 8: margin histograms of CIFAR-10 models during training",
    dataset: "cifar10",
  }),
  table1,
  table2,
  theorems,
  bracket,
] as unknown as readonly Experiment[];

/** Every experiment there is; each judges its own rows alone. */
export const experiments: readonly Experiment[] = all.map(judgingOwnRows);

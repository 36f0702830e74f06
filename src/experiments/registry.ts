/**
 * Every experiment by its task's name, in the paper's order.
 *
 * @module
 */
import type { Experiment } from "./experiment.ts";
import { fig1 } from "./fig1.ts";
import { fig4 } from "./fig4.ts";
import { marginCurves } from "./margin_curves.ts";
import { theorems } from "./theorems.ts";

const fig2 = marginCurves({
  name: "fig2",
  title: "Figure 2: margins of CIFAR-10 models during training",
  dataset: "cifar10",
});
const fig6 = marginCurves({
  name: "fig6",
  title: "Figure 6: margins of MNIST models during training",
  dataset: "mnist",
});

/** Every experiment there is. */
export const experiments = [fig1, fig2, fig4, fig6, theorems] as unknown as readonly Experiment[];

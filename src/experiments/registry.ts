/**
 * Every experiment by its task's name, in the paper's order.
 *
 * @module
 */
import type { Experiment } from "./experiment.ts";
import { fig1 } from "./fig1.ts";
import { fig4 } from "./fig4.ts";
import { theorems } from "./theorems.ts";

/** Every experiment there is. */
export const experiments: readonly Experiment[] = [fig1, fig4, theorems] as readonly Experiment[];

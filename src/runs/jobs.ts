/**
 * Every job that a worker of this package can run. To add one, import it here.
 *
 * @module
 */
import { attackPoints, estimateMargins } from "./evaluate_points.ts";
import { measurePoints } from "./measure_points.ts";
import { trainRun } from "./train_run.ts";

/** The jobs by name. */
export const jobs = { attackPoints, estimateMargins, measurePoints, trainRun };

/** The types of {@linkcode jobs}: what each is given and gives. */
export type Jobs = typeof jobs;

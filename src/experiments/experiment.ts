/**
 * The shape of an experiment: one figure or table of the paper, as settings,
 * a computation, a drawing and judgements.
 *
 * @module
 */
import type { RobustAccuracy } from "../attacks/robust_accuracy_result.ts";
import type { Backend } from "../backend/choose.ts";
import type { FigureSpec } from "../plot/figure_spec.ts";
import type { Training } from "../records/record.ts";
import type { MarginRequest } from "../runs/margin_shards.ts";
import type { RobustnessRequest } from "../runs/measure_robustness.ts";
import type { MeasurableRun, StoredRun } from "../runs/stored_run.ts";
import type { RunRequest } from "../runs/wanted_runs.ts";
import type { Dataset, Profile, Recipe, Row, Verdict } from "../types.ts";

/** Plain, JSON-safe data that says how much of what is run. */
export type Settings = Readonly<
  Record<string, number | string | readonly number[] | readonly string[]>
>;

/** The numbers that a setting may take, both ends included; `whole` where only whole ones can be meant. */
export type Range = readonly [least: number, most: number, kind?: "whole"];

/** What an experiment is given by whoever runs it. */
export interface Context {
  /** How much is run. */
  readonly profile: Profile;
  /** Which recipe trains. */
  readonly recipe: Recipe;
  /** The seed of everything random. */
  readonly seed: number;
  /** What computes. */
  readonly backend: Backend;
  /** Loads a data set of the paper. */
  dataset(name: "mnist" | "mnist01" | "cifar10"): Promise<Dataset>;
  /** How many workers share the work; results do not depend on it. */
  readonly jobs: number;
  /** Gives trained runs, in the requests' order: what is missing of them is trained and kept. */
  runs(requests: readonly RunRequest[]): Promise<StoredRun[]>;
  /** Gives signed margins, request by request, in their points' order: what is missing is measured and kept. */
  margins(requests: readonly MarginRequest[]): Promise<number[][]>;
  /** Gives robust accuracies in the requests' order: what is missing is attacked and kept. */
  robustness(requests: readonly RobustnessRequest[]): Promise<RobustAccuracy[]>;
  /** Someone's own networks, each of those that the experiment takes with its settings. */
  readonly own?: readonly OwnNetwork[];
  /** Announces work of so many steps. */
  progress(label: string, steps: number): Progress;
}

/** A network of someone's own, to be measured beside those that are trained. */
export interface OwnNetwork {
  /** The data set that it is for. */
  readonly dataset: string;
  /** Its architecture's name. */
  readonly model: string;
  /** Its weights; they are the same at every epoch. */
  readonly run: MeasurableRun;
}

/** Work under way. */
export interface Progress {
  /** So many more steps are done; also gives the event loop its turn now and then. */
  advance(steps?: number): Promise<void>;
  /** The work is over. */
  finish(): void;
}

/** One line of what a run prints: what was measured beside what the paper says. */
export interface Finding {
  /** What was measured. */
  readonly quantity: string;
  /** Our number. */
  readonly measured: string;
  /** The paper's number, or what it says. */
  readonly paper: string;
}

/** What an experiment's rows are about; a cell that is null is no other's. */
export interface About {
  /** The data sets that it measures. */
  readonly datasets: readonly string[];
  /** The networks that it measures. */
  readonly models: readonly string[];
  /** How they are trained; any way unless told. */
  readonly methods?: readonly string[];
  /** What it is that it draws: rows of which none has one of these are another experiment's. */
  readonly metrics: readonly string[];
  /** A column that its rows have and no other's. */
  readonly column?: string;
}

/** One figure or table. */
export interface Experiment<S extends Settings = Settings> {
  /** Its task's name and its output folder's. */
  readonly name: string;
  /** With the paper's figure or table number. */
  readonly title: string;
  /** What tells its rows from another's. */
  readonly about: About;
  /** What each profile runs. */
  readonly settings: Readonly<Record<Profile, S>>;
  /** Which numbers each setting may take; one that is not named may take any. */
  readonly ranges: Readonly<Record<string, Range | undefined>>;
  /** Which words each list of words may hold. */
  readonly choices?: Readonly<Record<string, readonly string[] | undefined>>;
  /** The networks that someone may give weights of, where the experiment takes any. */
  takesWeights?(settings: S): readonly Pick<OwnNetwork, "dataset" | "model">[];
  /** Whether it trains networks, and asks for all of them before it computes anything: they can then be trained ahead. */
  readonly trains?: true;
  /** Measures. */
  compute(settings: S, context: Context): Promise<Row[]>;
  /** Draws rows that were read back from the CSV; computes no science. */
  draw(rows: readonly Row[]): FigureSpec;
  /** Other pictures of the same rows, by what their file's name adds. */
  readonly drawings?: Readonly<Record<string, (rows: readonly Row[]) => FigureSpec>>;
  /** A short table of the rows' main numbers. */
  findings(rows: readonly Row[]): Finding[];
  /** Judges the paper's claims that these rows, and what the trainings took, can speak of. */
  claims(rows: readonly Row[], trainings?: readonly Training[]): Verdict[];
}

/**
 * Jobs: functions that a pool runs in its workers. What goes in and out is
 * plain data (structured clones), so a job gives the same output wherever it runs.
 *
 * @module
 */
import type { Backend } from "../backend/choose.ts";

/** What a job may do besides computing. */
export interface JobTools<Message = never> {
  /** The backend that this job's tensors live on; it runs already. */
  readonly backend: Backend;
  /** So many more steps are done; 1 unless told. */
  progress(steps?: number): void;
  /** Hands something over before the job is over; messages of a job arrive in order, all before its output. */
  send(message: Message): void;
}

/** A function of plain data that a worker can run. It disposes every tensor that it makes. */
export type Job<Input, Output, Message = never> = (
  input: Input,
  tools: JobTools<Message>,
) => Output | Promise<Output>;

/** Jobs by name. */
// deno-lint-ignore no-explicit-any
export type JobRegistry = Readonly<Record<string, Job<any, any, any>>>;

/** What a job takes. */
export type JobInput<J> = J extends Job<infer Input, infer _Output, infer _Message> ? Input : never;

/** What a job gives. */
export type JobOutput<J> = J extends Job<infer _Input, infer Output, infer _Message> ? Output
  : never;

/** What a job sends on its way. */
export type JobMessage<J> = J extends Job<infer _Input, infer _Output, infer Message> ? Message
  : never;

/** Who is told what while jobs run, and what stops them; a listener that fails, fails its job. */
export interface JobListeners<Message = never> {
  /** So many more steps are done, all jobs together. */
  readonly onProgress?: (steps: number) => void | Promise<void>;
  /** The job of input `index` sent something; its next message waits until this is dealt with. */
  readonly onMessage?: (message: Message, index: number) => void | Promise<void>;
  /** Stops the jobs; they then fail with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Somewhere that jobs can be run. */
export interface JobPool<Jobs extends JobRegistry> {
  /** How many jobs run at once. */
  readonly size: number;
  /**
   * Runs one job for each input.
   *
   * @returns The outputs in the order of the inputs, whatever order they came in.
   * @throws {JobError} If a job fails; the others of this call are stopped.
   */
  run<Name extends keyof Jobs & string>(
    name: Name,
    inputs: readonly JobInput<Jobs[Name]>[],
    listeners?: JobListeners<JobMessage<Jobs[Name]>>,
  ): Promise<JobOutput<Jobs[Name]>[]>;
  /** Stops what still runs and frees everything. */
  close(): Promise<void>;
}

/** A job that failed: the message that it failed with, and which job it was. */
export class JobError extends Error {
  /** The error's name. */
  override readonly name = "JobError";
  /** The job's name. */
  readonly job: string;
  /** The index of its input. */
  readonly index: number;

  /** An error about the job of one of `count` inputs. */
  constructor(cause: Error, options: { job: string; index: number; count: number }) {
    const { job, index, count } = options;
    const which = count === 1 ? job : `${job} ${index + 1} of ${count}`;
    super(`${cause.message} (job ${which})`, { cause });
    this.job = job;
    this.index = index;
  }
}

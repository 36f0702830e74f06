/**
 * What a worker of this package starts with.
 *
 * @module
 */
import { jobs } from "./jobs.ts";
import { serveJobs } from "./serve_jobs.ts";

serveJobs(jobs);

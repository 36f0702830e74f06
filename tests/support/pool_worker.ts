/** The worker of the pool's tests. */
import { serveJobs } from "../../src/runs/serve_jobs.ts";
import { poolJobs } from "./pool_jobs.ts";

serveJobs(poolJobs);

/**
 * `deno task data`: fetches the data sets ahead of time and prints what is there.
 */
import { parseArgs } from "@std/cli/parse-args";
import { datasetHash } from "../src/data/dataset_hash.ts";
import { defaultCache, hasDataset, loadDataset } from "../src/data/load_dataset.ts";
import { type DatasetName, datasetNames, officialSet } from "../src/data/official_files.ts";
import { runTask, UsageError } from "./failure.ts";
import { note, print, printTable } from "./terminal.ts";

const help = `Fetches data sets ahead of time, checks them, and prints what is there.

Usage: deno task data [NAME ...] [--data DIR] [--verbose] [--help]

  NAME        ${datasetNames.join(", ")}; mnist and cifar10 unless told
  --data DIR  look into a folder with the official files (IDX, raw or .gz;
              CIFAR-10 binary batches) and fetch nothing
  --verbose   print where an error came from
  --help      print this`;

/** What the command line asks for. */
interface Request {
  readonly names: readonly DatasetName[];
  readonly directory: string | undefined;
}

await runTask(async (args) => {
  if (args.includes("--help")) print(help);
  else await main(readRequest(args));
});

async function main({ names, directory }: Request): Promise<void> {
  const rows = [["name", "training", "test", "image", "classes", "size", "sha256", "where"]];
  for (const name of names.length > 0 ? names : await defaultNames(directory)) {
    rows.push(await describe(name, directory));
  }
  printTable(rows);
}

async function describe(name: DatasetName, directory: string | undefined): Promise<string[]> {
  const from = directory === undefined ? {} : { directory };
  const dataset = await loadDataset(name, { ...from, report: note });
  const { train, test, shape, classes } = dataset;
  const bytes = [train, test].reduce(
    (sum, { images, labels }) => sum + images.length + labels.length,
    0,
  );
  return [
    name,
    train.size.toLocaleString("en-US"),
    test.size.toLocaleString("en-US"),
    shape.join(" × "),
    String(classes),
    `${(bytes / 1e6).toFixed(1)} MB`,
    (await datasetHash(dataset)).slice(0, 16),
    directory ?? `${defaultCache}/${officialSet(name).cacheFolder}`,
  ];
}

/** Both published sets, or those that a folder has. */
async function defaultNames(directory: string | undefined): Promise<DatasetName[]> {
  const both: DatasetName[] = ["mnist", "cifar10"];
  if (directory === undefined) return both;
  const there: DatasetName[] = [];
  for (const name of both) if (await hasDataset(name, directory)) there.push(name);
  return there.length > 0 ? there : both; // loading then says what is missing
}

function readRequest(args: string[]): Request {
  const parsed = parseArgs(args, {
    string: ["data", "_"],
    boolean: ["verbose", "help"],
    collect: ["data"],
    unknown: (arg) => {
      if (arg.startsWith("-")) throw new UsageError(`unknown flag ${arg}`);
    },
  });
  const names = parsed._.map(String);
  const wrong = names.find((name) => !datasetNames.includes(name as DatasetName));
  if (wrong !== undefined) {
    throw new UsageError(`unknown data set ${wrong}: there are ${datasetNames.join(", ")}`);
  }
  if (parsed.data.length > 1 || parsed.data[0] === "") {
    throw new UsageError("--data needs one folder");
  }
  return { names: names as DatasetName[], directory: parsed.data[0] };
}

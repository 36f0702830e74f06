/**
 * Which files of a user's folder are the data set's: names vary with who packed them.
 *
 * @module
 */
import { DataError } from "./data_error.ts";
import type { OfficialSet } from "./official_files.ts";

/** What is known of a user's folder. */
export interface UserFolder {
  /** Its path. */
  readonly directory: string;
  /** The names in each of the set's `folders` that exists. */
  readonly listings: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * The paths of a set's files, in their order, from the first of its folders that has any of them.
 *
 * @throws {DataError} If none is there, or not all.
 */
export function findFiles(set: OfficialSet, { directory, listings }: UserFolder): string[] {
  if (listings.size === 0) throw missing(set, directory, { found: "no such folder" });
  for (const folder of set.folders) {
    const listing = listings.get(folder) ?? new Set();
    const names = set.files.map(({ name }) => spellings(name).find((s) => listing.has(s)));
    if (names.every((name) => name === undefined)) continue;
    const path = folder ? `${directory}/${folder}` : directory;
    return names.map((name, k) => {
      if (name !== undefined) return `${path}/${name}`;
      throw missing(set, path, { found: `no ${set.files[k]!.name}` });
    });
  }
  throw missing(set, directory, { found: "none of them" });
}

/** What a file may be called, best first: unpacked, with the dot that some archives write for a dash, compressed. */
function spellings(name: string): string[] {
  const dotted = name.replace("-idx", ".idx");
  return [name, dotted, `${name}.gz`, `${dotted}.gz`];
}

function missing(set: OfficialSet, directory: string, { found }: { found: string }): DataError {
  const wanted = set.files.map((file) => file.name).join(", ");
  const folders = set.folders.slice(1).map((folder) => `${folder}/`).join(" or ");
  return new DataError(
    `Cannot read ${set.title} from ${directory}: expected ${wanted}, raw or .gz, there or in ${folders}, found ${found}`,
    { file: directory },
  );
}

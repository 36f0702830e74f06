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

/** The first of a set's folders that has any of its files, or undefined where none has. */
export function folderOf(set: OfficialSet, { listings }: UserFolder): string | undefined {
  return set.folders.find((folder) =>
    set.files.some(({ name }) => spellings(name).some((s) => listings.get(folder)?.has(s)))
  );
}

/**
 * The paths of a set's files, in their order.
 *
 * @throws {DataError} If they are not all in one folder.
 */
export function findFiles(set: OfficialSet, user: UserFolder): string[] {
  const { directory, listings } = user;
  if (listings.size === 0) throw missing(set, directory, { found: "no such folder" });
  const folder = folderOf(set, user);
  if (folder === undefined) throw missing(set, directory, { found: "none of them" });
  const path = folder ? `${directory}/${folder}` : directory;
  return set.files.map(({ name }) => {
    const found = spellings(name).find((s) => listings.get(folder)!.has(s));
    if (found === undefined) throw missing(set, path, { found: `no ${name}` });
    return `${path}/${found}`;
  });
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

/**
 * Under which setting a result was made, and how far that is from the paper's.
 */
import { officialHashes } from "../../src/data/load_dataset.ts";
import { datasetNames } from "../../src/data/official_files.ts";
import type { Settings } from "../../src/experiments/experiment.ts";
import type { Profile } from "../../src/types.ts";
import { profiles } from "../command.ts";
import type { Result } from "./read_results.ts";

/** One setting, as it was run and as the full setting has it. */
export interface Setting {
  readonly key: string;
  readonly here: string;
  /** Empty where the full setting has no such key. */
  readonly full: string;
}

/** The setting in words: the profile, then what is unusual about it; a line of someone's own weights, of which no claim is, says nothing. */
export function settingName(result: Result): string {
  const of = (field: "profile" | "recipe") => [...new Set(result.rows.map((row) => row[field]))];
  const recipes = of("recipe").filter((recipe) => recipe !== "released" && recipe !== "own");
  return [
    of("profile").join(" and "),
    ...recipes.map((recipe) => `${recipe} recipe`),
    ...changedKeys(result).length > 0 ? ["settings changed"] : [],
    ...otherData(result).length > 0 ? ["other data"] : [],
  ].join(", ");
}

/** The data sets that were not the published ones, by the record's hashes: what `--data` gave. */
export function otherData({ record }: Pick<Result, "record">): string[] {
  const hashes = record?.hashes ?? {};
  return datasetNames.filter((name) => name in hashes && hashes[name] !== officialHashes[name]);
}

/** The keys whose values are not those of the result's profile: what `--set` changed. */
export function changedKeys({ experiment, record, rows }: Result): string[] {
  const usual = experiment.settings[rows[0]!.profile as Profile] as Settings | undefined;
  if (record === null || usual === undefined) return [];
  const own = record.settings as Settings;
  const keys = new Set([...Object.keys(usual), ...Object.keys(own)]);
  return [...keys].filter((key) => inText(own[key]) !== inText(usual[key]));
}

/** Every setting of a result beside the full one, the paper's. */
export function settingsOf({ experiment, record }: Result): Setting[] {
  const own = (record?.settings ?? {}) as Settings;
  return Object.keys(own).map((key) => ({
    key,
    here: inText(own[key]),
    full: inText((experiment.settings.paper as Settings)[key]),
  }));
}

/** Settings in order: the paper's full one first, then quick, then the others. */
export function compareSettings(a: string, b: string): number {
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function rank(setting: string): number {
  const at = profiles.toReversed().findIndex((profile) => setting.startsWith(profile));
  return 2 * (at < 0 ? profiles.length : at) + (setting.includes(",") ? 1 : 0);
}

function inText(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "object" && !Array.isArray(value) ? JSON.stringify(value) : String(value);
}

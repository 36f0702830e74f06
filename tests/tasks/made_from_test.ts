import { assertEquals } from "@std/assert";
import { sha256 } from "../../src/data/dataset_hash.ts";
import type { Datasets } from "../../tasks/datasets.ts";
import { isMade } from "../../tasks/made_from.ts";
import { testInFolder } from "../support/test_in_folder.ts";

const data = { hashes: {} } as Datasets;
const files = ["rows.csv", "fig4.svg", "record.json"];

testInFolder("isMade() sees a picture that was cut short, or is not there", async (folder) => {
  const write = (file: string, text: string) => Deno.writeTextFile(`${folder}/${file}`, text);
  const hash = (text: string) => sha256(new TextEncoder().encode(text));
  const made = (from = "a") => isMade(folder, { from, files, data });
  const older = { "rows.csv": await hash("rows") };
  const record = (hashes: Record<string, string>) =>
    write("record.json", JSON.stringify({ madeFrom: "a", hashes }));
  await write("rows.csv", "rows");
  await write("fig4.svg", "<svg></svg>");
  await record({ ...older, "fig4.svg": await hash("<svg></svg>") });
  assertEquals([await made(), await made("b")], [true, false]);
  await write("fig4.svg", "");
  assertEquals(await made(), false);
  await record(older);
  assertEquals(await made(), true);
  await Deno.remove(`${folder}/fig4.svg`);
  assertEquals(await made(), false);
});

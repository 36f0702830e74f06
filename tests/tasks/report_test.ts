import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/csv/parse";
import { asQuick, type Changes, copyResult } from "../support/report_inputs.ts";
import { parsePage, type Tag } from "../support/html_page.ts";
import { granted } from "../support/permissions.ts";
import { runTask, type TaskRun } from "../support/run_task.ts";

interface Report extends TaskRun {
  readonly page: string;
  readonly tags: readonly Tag[];
  readonly claims: readonly Record<string, string>[];
}

/** A test with two folders of results, `paper` and `quick`; ignored without permission. */
function reportTest(
  name: string,
  fn: (folder: string, t: Deno.TestContext) => Promise<void>,
): void {
  Deno.test({
    name: `${name} (needs read, write and run)`,
    ignore: !granted("read", "write", "run"),
    fn: async (t) => {
      const folder = await Deno.makeTempDir();
      try {
        await fn(folder, t);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

async function report(folder: string): Promise<Report> {
  const args = ["--out", `${folder}/quick`, "--paper", `${folder}/paper`];
  const run = await runTask("report.ts", args);
  assertEquals(run.code, 0, run.stderr);
  const page = await Deno.readTextFile(`${folder}/quick/report.html`);
  const csv = await Deno.readTextFile(`${folder}/quick/claims.csv`);
  const claims = parse(csv, { skipFirstRow: true }) as Record<string, string>[];
  return { ...run, page, tags: parsePage(page), claims };
}

function named(tags: readonly Tag[], name: string): Tag[] {
  return tags.filter((tag) => tag.name === name);
}

async function twoProfiles(folder: string): Promise<void> {
  for (const name of ["fig1", "fig4", "theorems"]) await copyResult(name, `${folder}/paper`);
  for (const name of ["fig1", "fig4"]) {
    const settings = { gdEpochs: 1000, normalisedEpochs: 4000 };
    await copyResult(name, `${folder}/quick`, asQuick(settings));
  }
}

reportTest("report makes one page and one CSV of two profiles", async (folder, t) => {
  await twoProfiles(folder);
  const made = await report(folder);
  await t.step("which judge all 24 claims, and hide none that fails", () => assertJudged(made));
  await t.step("and stand alone", () => assertStandsAlone(made, folder));
  await t.step("in which one finds one's way", () => assertNavigable(made));
  await t.step("and sees how much was run, and how to make it again", () => assertOrigin(made));
});

function assertJudged({ claims, stdout, tags }: Report): void {
  assertEquals(
    [...new Set(claims.map(({ claim }) => Number(claim)))],
    Array.from({ length: 24 }, (_, i) => i + 1),
  );
  const seventh = claims.filter(({ claim }) => claim === "7");
  assertEquals(
    seventh.map(({ profile, experiment, verdict }) => [profile, experiment, verdict]),
    [["paper", "fig4", "fails"], ["quick", "fig4", "fails"]],
  );
  assert(seventh.every(({ measured }) => /rises between measured epochs/.test(measured!)));
  const untested = claims.find(({ claim }) => claim === "14")!;
  assertEquals(untested.verdict, "not tested");
  assertEquals(untested.measured, "deno task table1 would test it");
  assert(stdout.includes("paper: of 24 claims 9 hold, 1 fail, 0 are divided, 14 are not tested"));
  const against = tags.find(({ attributes }) => attributes.get("id") === "against")!;
  assert(/Claim 7:.*fails.*Full setting.*Claim 7:.*fails.*quick/.test(against.text), against.text);
}

async function assertStandsAlone({ page, tags }: Report, folder: string): Promise<void> {
  assert(page.length < 5e6);
  const ids = tags.flatMap(({ attributes }) => attributes.get("id") ?? []);
  assertEquals(ids.length, new Set(ids).size);
  for (const { attributes } of tags) {
    const labels = attributes.get("aria-labelledby")?.split(" ") ?? [];
    assert(labels.every((id) => ids.includes(id)), labels.join(" "));
    assert(![...attributes.keys()].some((name) => name.startsWith("on")));
  }
  for (const { attributes } of named(tags, "a")) {
    const href = attributes.get("href")!;
    if (href.startsWith("#")) assert(ids.includes(href.slice(1)), href);
    else if (!href.startsWith("data:text/csv;")) await Deno.stat(`${folder}/quick/${href}`);
  }
  const images = named(tags, "img");
  assertEquals(images.length, 5);
  for (const { attributes } of images) {
    assert(attributes.get("src")!.startsWith("data:image/svg+xml;base64,"));
    assert(attributes.get("alt")!.length > 20);
  }
  assert(!/https?:/.test(page), "an address");
  assertEquals(named(tags, "script").length + named(tags, "link").length, 0);
  assertEquals(named(tags, "html")[0]!.attributes.get("lang"), "en");
  assertEquals(["h1", "main", "header", "footer", "nav"].map((name) => named(tags, name).length), [
    ...[1, 1, 1, 1, 1],
  ]);
  const policy = tags.find(({ attributes }) => attributes.has("http-equiv"))!;
  assert(policy.attributes.get("content")!.startsWith("default-src 'none';"));
}

function assertNavigable({ tags }: Report): void {
  const levels = tags.flatMap(({ name }) => /^h[1-6]$/.test(name) ? [Number(name[1])] : []);
  levels.slice(1).forEach((level, i) => assert(level <= levels[i]! + 1, `h${levels[i]} h${level}`));
  assertEquals(named(tags, "table").length, named(tags, "caption").length);
  assert(named(tags, "table").length >= 6);
  assert(named(tags, "th").every(({ attributes }) => attributes.has("scope")));
}

function assertOrigin({ tags }: Report): void {
  const text = (id: string) => tags.find(({ attributes }) => attributes.get("id") === id)!.text;
  assert(/gd epochs\s*1,000\s*10,000\s*fig1, fig4/.test(text("extent")), text("extent"));
  assert(text("made-paper-fig1").includes("deno task fig1 --profile paper --backend wasm"));
  assert(text("made-out-fig4").includes("deno task fig4 --profile quick --backend wasm --out "));
}

reportTest("report gives the same bytes twice and leaves nothing else behind", async (folder) => {
  await twoProfiles(folder);
  const first = await report(folder);
  const second = await report(folder);
  assertEquals(first.page === second.page, true);
  assertEquals(first.claims, second.claims);
  const files = (await Array.fromAsync(Deno.readDir(`${folder}/quick`))).map(({ name }) => name);
  assertEquals(files.sort(), ["claims.csv", "fig1", "fig4", "report.html"]);
});

reportTest("report shows markup in files as text", async (folder) => {
  const bad = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`;
  const quoted = `"${bad.replaceAll('"', '""')}"`;
  const changes: Changes = {
    rows: (csv) => csv.replaceAll(",released,paper,", `,${quoted},${quoted},`),
    svg: (svg) => svg.replace(/<title>[^<]*/, "<title>&lt;script&gt;alert(3)&lt;/script&gt;"),
    record: (record) => ({ ...record, finished: bad, versions: { [bad]: bad } }),
  };
  await copyResult("fig1", `${folder}/quick`, changes);
  await copyResult("fig4", `${folder}/paper`);
  const { page, tags } = await report(folder);
  assertEquals(named(tags, "script").length, 0);
  assertEquals(named(tags, "img").length, 2);
  assert(!/<script|<img src=x/i.test(page));
  const made = tags.find(({ attributes }) => attributes.get("id") === "made-out-fig1")!;
  assert(made.text.includes(bad), made.text);
  assert(named(tags, "img").some(({ attributes }) => attributes.get("alt")!.includes("<script>")));
});

reportTest("report names what it cannot read in one line each and goes on", async (folder) => {
  const quick = `${folder}/quick`;
  await twoProfiles(folder);
  await Deno.remove(`${quick}/fig1/record.json`);
  await Deno.remove(`${quick}/fig4/fig4.svg`);
  await Deno.mkdir(`${quick}/fig2`);
  await copyResult("table1", quick, { rows: (csv) => csv.replaceAll(/,\w+_accuracy,/g, ",,") });
  const strange = await Deno.readTextFile(`${quick}/fig4/rows.csv`);
  for (
    const [name, text] of [["theorems", strange], ["fig8", 'a,"b'], [
      "fig5",
      "dataset,model\r\nx,y\r\n",
    ], ["mine", "a"]]
  ) {
    await Deno.mkdir(`${quick}/${name}`);
    await Deno.writeTextFile(`${quick}/${name}/rows.csv`, text!);
  }
  const wrong = { rows: (csv: string) => csv, record: () => ({ profile: "quick" }) };
  await copyResult("fig1", `${folder}/paper`, wrong);
  await copyResult("fig4", `${folder}/paper`, { svg: (svg) => svg.slice(0, 900) });
  await Deno.writeTextFile(`${folder}/paper/theorems/rows.csv`, "\r\n", { append: true });
  const { tags, stderr, claims } = await report(folder);
  const box = tags.find(({ attributes }) => attributes.get("id") === "problems")!;
  for (
    const problem of [
      "paper/fig1/record.json: it must have recipe (string), seed (number)",
      "paper/fig4/fig4.svg: it must be an SVG file from <svg> to </svg>",
      "paper/theorems/record.json: the rows.csv that it speaks of had another SHA-256",
      "quick/fig1/record.json: it is missing",
      "quick/fig2/rows.csv: it is missing; left out",
      "quick/fig8/rows.csv: ",
      "quick/fig4/fig4.svg: it is missing",
      "quick/theorems/rows.csv: none of its rows is of theorems: there must be angle_to_svm or ",
      "quick/fig5/rows.csv: Cannot read rows: the columns method, ",
      "quick/table1: its claims cannot be judged from these rows: ",
      "quick/mine: no figure or table has this name; left out",
    ]
  ) {
    const lines = stderr.split("\n").filter((line) => line.includes(problem));
    assertEquals(lines.length, 1, `${problem}\n${stderr}`);
    assert(box.text.includes(problem), `${problem}\n${box.text}`);
  }
  assert(claims.some(({ claim, profile }) => claim === "1" && profile === "quick"));
});

reportTest("report refuses a folder without results, and flags that it lacks", async (folder) => {
  const empty = await runTask("report.ts", ["--out", `${folder}/none`]);
  assertEquals(empty.code, 2);
  assert(
    /^error: Cannot report on .*none: it must hold results.*and holds none\n$/.test(empty.stderr),
  );
  await Deno.writeTextFile(`${folder}/file`, "");
  const file = await runTask("report.ts", ["--out", `${folder}/file`]);
  assertEquals([file.code, file.stderr], [
    2,
    `error: Cannot read results from ${folder}/file: it must be a folder, found a file\n`,
  ]);
  const unknown = await runTask("report.ts", ["--seed", "1"]);
  assertEquals([unknown.code, unknown.stderr], [
    2,
    "error: unknown flag --seed (--help shows what there is)\n",
  ]);
});

reportTest("report reads one folder once", async (folder) => {
  await copyResult("fig4", `${folder}/paper`);
  const args = ["--out", `${folder}/paper`, "--paper", `${folder}/paper/`];
  assertEquals((await runTask("report.ts", args)).code, 0);
  const tags = parsePage(await Deno.readTextFile(`${folder}/paper/report.html`));
  assertEquals(named(tags, "img").length, 1);
});

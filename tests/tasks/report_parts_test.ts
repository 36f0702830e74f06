import { assert, assertEquals, assertThrows } from "@std/assert";
import { officialHashes } from "../../src/data/load_dataset.ts";
import { experiments } from "../../src/experiments/registry.ts";
import type { ResultRecord } from "../../src/records/record.ts";
import type { Row, Verdict } from "../../src/types.ts";
import { html } from "../../tasks/report/html.ts";
import { judgedClaims, outcome, settingsJudged } from "../../tasks/report/judged_claims.ts";
import { command } from "../../tasks/report/origin_section.ts";
import { readPicture } from "../../tasks/report/picture.ts";
import type { Result } from "../../tasks/report/read_results.ts";
import { settingName } from "../../tasks/report/setting.ts";
import { keyInWords, valueInWords } from "../../tasks/report/settings_in_words.ts";
import { summarySection } from "../../tasks/report/summary_section.ts";
import { tablesSection } from "../../tasks/report/tables_section.ts";
import { parsePage } from "../support/html_page.ts";

const base: Row = {
  dataset: "mnist",
  model: "mlp",
  method: "std",
  recipe: "released",
  profile: "paper",
  seed: 0,
  epoch: null,
  split: "test",
  attack: null,
  radius: null,
  metric: "clean_accuracy",
  value: 0.5,
  backend: "wasm",
};

/** A result of some rows and verdicts; nothing is known of how it was made. */
function result(name: string, changes: Partial<Result> & { profile?: string } = {}): Result {
  const { profile = "paper", ...rest } = changes;
  return {
    experiment: experiments.find((experiment) => experiment.name === name)!,
    folder: `results/${profile}/${name}`,
    anchor: `paper-${name}`,
    rows: [{ ...base, profile }],
    csv: "",
    pictures: [],
    record: null,
    verdicts: [],
    findings: [],
    ...rest,
  };
}

function verdict(claim: number, verdict: Verdict["verdict"], attack?: string): Verdict {
  const words = { statement: "It is so", measured: "7" };
  return { claim, verdict, ...words, ...attack === undefined ? {} : { attack } };
}

Deno.test("html escapes whatever is not markup, in text and in attributes", () => {
  const bad = `<b a="1">&'`;
  assertEquals(
    html`<p title="${bad}">${bad}${[html`<br>`, 7, null, undefined, false]}</p>`.markup,
    `<p title="&lt;b a=&quot;1&quot;&gt;&amp;&#39;">&lt;b a=&quot;1&quot;&gt;&amp;&#39;<br>7</p>`,
  );
  assertEquals(html`${"a\u0000\u001b\ud800\n"}`.markup, "a\ufffd\ufffd\ufffd\n");
});

Deno.test("outcome is divided where verdicts disagree, and never made unanimous", () => {
  const results = [
    result("fig1", { verdicts: [verdict(7, "holds"), verdict(1, "not tested at this profile")] }),
    result("fig4", { verdicts: [verdict(7, "fails"), verdict(1, "holds")] }),
    result("fig5", { profile: "quick", verdicts: [verdict(7, "holds"), verdict(2, "fails")] }),
  ];
  const claims = judgedClaims(results);
  const of = (claim: number, setting: string) => outcome(claims[claim - 1]!, setting);
  assertEquals(of(7, "paper"), "divided");
  assertEquals(of(7, "quick"), "holds");
  assertEquals(of(1, "paper"), "holds");
  assertEquals(of(1, "quick"), "not tested");
  assertEquals(of(2, "quick"), "fails");
  assertEquals(claims[6]!.judgements.map((one) => [one.setting, one.result.experiment.name]), [
    ["paper", "fig1"],
    ["paper", "fig4"],
    ["quick", "fig5"],
  ]);
  const tags = parsePage(`${summarySection(claims, settingsJudged(results)).markup}`);
  const row = tags.filter(({ name }) => name === "tr").find(({ text }) => text.startsWith("7"))!;
  assert(/✗ fails fig4\s*✓ holds fig1\s*✓ holds fig5$/.test(row.text), row.text);
});

Deno.test("a claim is told apart by attack", () => {
  const verdicts = [verdict(15, "holds", "paper"), verdict(15, "fails", "margin")];
  const claims = judgedClaims([result("fig3", { verdicts })]);
  const { markup } = summarySection(claims, ["paper"]);
  assert(/fig3 \(margin\)/.test(markup) && /fig3 \(paper\)/.test(markup));
});

const { settings } = experiments.find(({ name }) => name === "fig1")!;

/** As far as the page looks at it. */
function record(
  own: Record<string, unknown>,
  { kernels = "portable, SIMD", hashes = {} }: {
    readonly kernels?: string;
    readonly hashes?: Record<string, string>;
  } = {},
): ResultRecord {
  return { settings: own, backend: { name: "wasm", kernels }, hashes } as unknown as ResultRecord;
}

Deno.test("settings that are not the profile's are named, and given in the command", () => {
  const own = record({ ...settings.paper, bins: 7, gdStepSize: 0.05 }, {
    kernels: "native, some library",
  });
  const changed = result("fig1", { folder: "my results/fig1", record: own });
  assertEquals(settingName(changed), "paper, settings changed");
  assertEquals(
    command(changed),
    "deno task fig1 --profile paper --backend native --set gdStepSize=0.05 --set bins=7 " +
      "--out 'my results'",
  );
  const usual = result("fig1", { record: record(settings.paper as Record<string, unknown>) });
  assertEquals(settingName(usual), "paper");
  assertEquals(command(usual), "deno task fig1 --profile paper --backend wasm");
  const rows = [{ ...base, profile: "quick", recipe: "printed", seed: 3 }];
  assertEquals(settingName(result("fig1", { rows })), "quick, printed recipe");
  assertEquals(
    command(result("fig1", { rows, folder: "results/quick/fig1" })),
    "deno task fig1 --profile quick --recipe printed --seed 3 --backend wasm",
  );
});

Deno.test("someone's own weights leave the setting as it is, and are asked for in the command", () => {
  const rows = [base, { ...base, method: "own", recipe: "own" }];
  assertEquals(settingName(result("table1", { rows })), "paper");
  assertEquals(
    command(result("table1", { rows })),
    "deno task table1 --profile paper --backend wasm --weights FILE",
  );
});

Deno.test("data that are not the official ones are named, and asked for in the command", () => {
  const own = settings.paper as Record<string, unknown>;
  const made = (hashes: Record<string, string>) =>
    result("fig1", { record: record(own, { hashes }) });
  const other = made({ mnist01: officialHashes.mnist, "rows.csv": "0" });
  assertEquals(settingName(other), "paper, other data");
  assertEquals(command(other), "deno task fig1 --profile paper --backend wasm --data DIR");
  for (const [name, hash] of Object.entries(officialHashes)) {
    const official = made({ [name]: hash });
    assertEquals(settingName(official), "paper");
    assertEquals(command(official), "deno task fig1 --profile paper --backend wasm");
  }
  const verdicts = [verdict(1, "holds")];
  const claims = judgedClaims([{ ...other, verdicts }]);
  assertEquals(outcome(claims[0]!, "paper"), "not tested");
  assertEquals(outcome(claims[0]!, "paper, other data"), "holds");
});

Deno.test("settings are told in words", () => {
  assertEquals(keyInWords("cifar10CnnImages"), "CIFAR-10 CNN: training images");
  assertEquals(keyInWords("mnistLenetSmallEpochs"), "MNIST LeNetSmall: epochs");
  assertEquals(keyInWords("normalisedStepSize"), "normalised step size");
  assertEquals(valueInWords("mnistLrImages", "0"), "all");
  assertEquals(valueInWords("mnistLrSamples", "0"), "none, exact");
  assertEquals(valueInWords("mnistMlpImages", "20000"), "20,000");
  assertEquals(valueInWords("taus", "0,0.5,1"), "0, 0.5, 1");
});

Deno.test("readPicture reads title, description and size, and refuses half a file", () => {
  const svg = `<svg width="20.5" height="10"><title>a &lt; b</title><desc>c &amp; d</desc></svg>\n`;
  const { title, description, width, height } = readPicture("a.svg", svg);
  assertEquals([title, description, width, height], ["a < b", "c & d", 20.5, 10]);
  assertThrows(() => readPicture("a.svg", svg.slice(0, 40)), SyntaxError, "from <svg> to </svg>");
  assertThrows(() => readPicture("a.svg", "<svg></svg>"), SyntaxError, "width and height");
});

Deno.test("tablesSection puts the printed number beside ours, a column an attack and radius", () => {
  const robust = { metric: "robust_accuracy", published: null };
  const rows: Row[] = [
    { ...base, metric: "average_margin", value: 0.7912, published: 0.8 },
    { ...base, ...robust, attack: "margin", radius: 0.5, value: 0.1, low: 0.05, high: 0.19 },
    { ...base, ...robust, attack: "paper", radius: 1, value: 0.48, published: 0.4923 },
    { ...base, ...robust, attack: "paper", radius: 0.5, value: 0.8911, published: 0.8926 },
    { ...base, published: 0.9824, value: 0.98 },
    { ...base, method: "amr", published: 0.9601, value: 0.95 },
    { ...base, dataset: "cifar10", published: 0.5404, value: 0.5 },
  ];
  const markup = tablesSection([result("fig1", { rows })])!.markup;
  const tags = parsePage(markup);
  const texts = (name: string) => tags.filter((tag) => tag.name === name).map(({ text }) => text);
  assertEquals(texts("caption"), [
    "MNIST MLP, fig1, Full setting (paper)",
    "CIFAR-10 MLP, fig1, Full setting (paper)",
  ]);
  assertEquals(texts("th").slice(0, 10), [
    "Method",
    "clean accuracy",
    "robust accuracy, paper attack",
    "robust accuracy, margin attack",
    "average margin",
    ...["ε = 0.5", "ε = 1", "ε = 0.5"],
    "standard",
    "AMR",
  ]);
  assertEquals(texts("td").slice(0, 6).map((text) => text.replaceAll(/\s+/g, " ")), [
    "98.00 (98.24)",
    "89.11 (89.26)",
    "48.00 (49.23)",
    "10.00 5.0 to 19.0",
    "0.791 (0.800)",
    "95.00 (96.01)",
  ]);
  assertEquals(tablesSection([result("fig1")]), null);
});

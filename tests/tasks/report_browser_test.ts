import { assert, assertEquals } from "@std/assert";
import { findChromium, showPage } from "../support/chromium.ts";
import { asQuick, copyResult } from "../support/report_inputs.ts";
import { runTask } from "../support/run_task.ts";

const chromium = findChromium();
const widths = [390, 1280];
const ignored = {
  ignore: chromium === undefined,
  why: "(needs every permission, and Chromium on PATH or in MARGINLAB_TEST_CHROMIUM)",
};

Deno.test({
  name: `report's page fits a phone and a desk, and the console stays silent ${ignored.why}`,
  ignore: ignored.ignore,
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      await copyResult("theorems", `${folder}/paper`);
      await copyResult("fig1", `${folder}/paper`);
      await copyResult("fig1", `${folder}/quick`, asQuick({ gdEpochs: 1000 }));
      const args = ["--out", `${folder}/quick`, "--paper", `${folder}/paper`];
      assertEquals((await runTask("report.ts", args)).code, 0);
      const page = await Deno.readTextFile(`${folder}/quick/report.html`);
      const shown = await showPage(page, { chromium: chromium!, widths });
      assertEquals(shown.console, []);
      assertEquals(shown.widths.map(({ broken, images }) => [broken, images]), [[0, 3], [0, 3]]);
      for (const { width, pageWidth } of shown.widths) assert(pageWidth <= width, `${pageWidth}`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: `showPage sees what is wrong with a page ${ignored.why}`,
  ignore: ignored.ignore,
  fn: async () => {
    const page = `<!DOCTYPE html><body><p style="width: 600px">wide</p><img src="data:,x" alt="">
<script>console.error("heard")</script></body>`;
    const shown = await showPage(page, { chromium: chromium!, widths });
    assert(shown.console.some((line) => line.includes("heard")), shown.console.join());
    assertEquals(shown.widths.map(({ broken }) => broken), [1, 1]);
    const [phone, desk] = shown.widths;
    assert(phone!.pageWidth > 390);
    assertEquals(desk!.pageWidth, 1280);
  },
});

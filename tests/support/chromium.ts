/**
 * A page in a real browser: headless Chromium, where a machine has one.
 */
import { granted } from "./permissions.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Its path: MARGINLAB_TEST_CHROMIUM, else the first on PATH; undefined where there is none, or no permission to look. */
export function findChromium(): string | undefined {
  if (!granted("read", "write", "run", "env")) return undefined;
  const named = Deno.env.get("MARGINLAB_TEST_CHROMIUM");
  if (named) return named;
  const folders = (Deno.env.get("PATH") ?? "").split(Deno.build.os === "windows" ? ";" : ":");
  return folders.flatMap((folder) => names.map((name) => `${folder}/${name}`)).find(isFile);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** What a browser makes of a page at some widths. */
export interface Shown {
  readonly widths: readonly {
    readonly width: number;
    /** How wide the page is: no more than the window, or it scrolls sideways. */
    readonly pageWidth: number;
    /** Images that were not decoded. */
    readonly broken: number;
    readonly images: number;
  }[];
  /** Whatever the browser wrote to the console. */
  readonly console: readonly string[];
}

/**
 * Opens a page in frames of some widths, every `details` open.
 *
 * @param page The HTML file's text; nothing beside it is there.
 */
export async function showPage(
  page: string,
  options: { chromium: string; widths: readonly number[] },
): Promise<Shown> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/page.html`, page);
    await Deno.writeTextFile(`${folder}/frames.html`, frames(options.widths));
    const { stdout, stderr, success } = await new Deno.Command(options.chromium, {
      args: [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--allow-file-access-from-files",
        "--enable-logging=stderr",
        `--user-data-dir=${folder}/profile`,
        "--dump-dom",
        `file://${folder}/frames.html`,
      ],
    }).output();
    const [dom, log] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    const found = /<pre>(.*)<\/pre>/.exec(dom!)?.[1];
    if (!success || found === undefined) throw new Error(`Chromium showed nothing: ${log}`);
    return {
      widths: JSON.parse(found),
      console: log!.split("\n").filter((line) => line.includes("CONSOLE")),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A page that shows the other one in frames, and then is only what it measured. */
function frames(widths: readonly number[]): string {
  return `<!DOCTYPE html><body>${
    widths.map((width) => `<iframe src="page.html" width="${width}" height="800"></iframe>`).join(
      "",
    )
  }<script>
onload = () => {
  const found = [...document.querySelectorAll("iframe")].map((frame) => {
    const page = frame.contentDocument;
    for (const details of page.querySelectorAll("details")) details.open = true;
    const images = [...page.images];
    const broken = images.filter((image) => !image.complete || image.naturalWidth === 0).length;
    const { scrollWidth } = page.documentElement;
    return { width: +frame.width, pageWidth: scrollWidth, broken, images: images.length };
  });
  document.body.innerHTML = "<pre>" + JSON.stringify(found) + "</pre>";
};
</script></body>`;
}

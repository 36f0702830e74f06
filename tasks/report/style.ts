/**
 * The page's looks: light and dark, narrow and wide, and on paper. Figures keep a light ground,
 * since they are drawn for one.
 */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --ink: #1b1f24; --quiet: #4d5560; --line: #c9ced6; --card: #f5f6f8;
  --link: #0b4f9e; --focus: #b3005e;
  --holds: #14532d; --holds-ground: #e2f4e7; --fails: #7f1d1d; --fails-ground: #fde6e6;
  --divided: #6b3f00; --divided-ground: #fdf0d5; --open: #3d4450; --open-ground: #e9ebef;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171b; --ink: #e8eaed; --quiet: #b3bac4; --line: #454c56; --card: #1e2228;
    --link: #8ec2ff; --focus: #ff9ed0;
    --holds: #a9e8bd; --holds-ground: #12331f; --fails: #ffc9c9; --fails-ground: #4a1717;
    --divided: #ffd99a; --divided-ground: #3f2a06; --open: #ccd3dc; --open-ground: #2b3038;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: break-word;
}
header, nav, main, footer { max-width: 70rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .6rem; }
h2 { font-size: 1.4rem; margin: 2.6rem 0 .6rem; border-bottom: 2px solid var(--line); }
h3 { font-size: 1.08rem; line-height: 1.35; margin: 0 0 .3rem; }
section > h3 { margin-top: 1.6rem; }
h4 { font-size: 1rem; margin: .6rem 0 .3rem; }
p { margin: .4rem 0; max-width: 46rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -100rem; background: var(--ground); padding: .5rem 1rem; }
.skip:focus { left: 1rem; top: .5rem; z-index: 1; }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; padding: 0; margin: .8rem 0; list-style: none; }
nav a { display: inline-block; padding: .25rem 0; }
code { font: .9em ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
.small { font-size: .9rem; }
dl { margin: .5rem 0; }
dt { font-weight: 600; margin-top: .4rem; }
dd { margin: 0 0 0 1rem; max-width: 46rem; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; max-width: 100%; margin: .8rem 0; }
table { border-collapse: collapse; font-size: .93rem; font-variant-numeric: tabular-nums; }
caption {
  text-align: left; font-weight: 600; padding: .3rem 0;
  max-width: min(46rem, calc(100vw - 3rem));
}
th, td { border: 1px solid var(--line); padding: .35rem .55rem; text-align: left; vertical-align: top; }
thead th { background: var(--card); }
.number { text-align: right; white-space: nowrap; }
.printed { font-size: .84rem; }
.printed th, .printed td { padding: .3rem .35rem; }
.printed .small { font-size: .76rem; }
.printed th[scope="row"] { position: sticky; left: 0; background: var(--ground); }
.badge {
  display: inline-block; padding: .05rem .5rem; border: 1px solid currentColor; border-radius: .8rem;
  font-size: .88rem; font-weight: 600; line-height: 1.5; white-space: nowrap;
}
.holds { color: var(--holds); background: var(--holds-ground); }
.fails { color: var(--fails); background: var(--fails-ground); }
.divided { color: var(--divided); background: var(--divided-ground); }
.open { color: var(--open); background: var(--open-ground); }
.glance ul { margin: 0; padding: 0; list-style: none; }
.glance li + li { margin-top: .3rem; }
.glance td:nth-child(n+3) { min-width: 7rem; }
.card {
  margin: .9rem 0; padding: .8rem 1rem; border: 1px solid var(--line); border-radius: .5rem;
  background: var(--card);
}
.card > ul { margin: .6rem 0 0; padding: 0; list-style: none; }
.card > ul > li { border-top: 1px solid var(--line); padding: .55rem 0 .3rem; }
.warning { border-left: .4rem solid var(--fails); }
.side { display: flex; flex-wrap: wrap; gap: 0 2rem; }
.side > div { flex: 0 1 auto; min-width: 0; max-width: 100%; }
figure { margin: .6rem 0 1rem; }
.side figcaption { max-width: 30rem; }
figcaption { font-size: .95rem; max-width: 46rem; }
.canvas {
  overflow-x: auto; background: #ffffff; border: 1px solid var(--line); border-radius: .5rem;
  padding: .5rem; max-width: max-content;
}
.canvas img { display: block; max-width: 100%; height: auto; }
details { margin: .5rem 0; }
summary { cursor: pointer; padding: .2rem 0; }
footer { margin-top: 3rem; padding-bottom: 2rem; }
@media (max-width: 40rem) {
  h1 { font-size: 1.5rem; }
  th, td { padding: .3rem .35rem; }
  .glance { font-size: .82rem; line-height: 1.4; }
  .glance .badge { font-size: .7rem; padding: 0 .25rem; }
  .glance .small { display: block; font-size: .75rem; }
  .glance td:nth-child(n+3) { min-width: 0; }
}
@media print {
  :root {
    --ground: #fff; --ink: #000; --quiet: #333; --line: #999; --card: #fff; --link: #000;
    --holds: #14532d; --holds-ground: #fff; --fails: #7f1d1d; --fails-ground: #fff;
    --divided: #6b3f00; --divided-ground: #fff; --open: #333; --open-ground: #fff;
  }
  body { font-size: 10pt; }
  nav, .skip { display: none; }
  h2, h3, h4, caption { break-after: avoid; }
  figure, .card, tr { break-inside: avoid; }
  .scroll, .canvas { overflow: visible; max-width: 100%; }
  .canvas img { min-width: 0 !important; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;

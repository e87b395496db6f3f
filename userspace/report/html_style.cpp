// SPDX-License-Identifier: Apache-2.0
// Classes of verdicts: n not-recovered, q inconclusive, r recovered, l unaffected with losses,
// u unaffected, e not probed, s the node itself. Text on its ground has a contrast of 4.5 or more.
#include "report/html_assets.h"

namespace canary {

const Markup kHtmlStyle = R"css(
:root {
  --ground: #fff; --raised: #f3f5f7; --text: #191d22; --faint: #56606b; --edge: #d3d9df; --link: #0a56a8;
  --n: #a81e17; --n-ground: #fbe3e1; --q: #764800; --q-ground: #fdeccb; --r: #0a56a8; --r-ground: #e0edfb;
  --l: #4b5a16; --l-ground: #eef3d2; --u: #1a6734; --u-ground: #e2f3e7; --i: #56606b; --i-ground: #f3f5f7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101418; --raised: #1a2027; --text: #e3e7ec; --faint: #9aa6b2; --edge: #333c46; --link: #86b9ff;
    --n: #ff8f85; --n-ground: #43191a; --q: #ffcb66; --q-ground: #3d2c0b; --r: #86b9ff; --r-ground: #142a45;
    --l: #c6d67a; --l-ground: #2a3010; --u: #7fd897; --u-ground: #12301d; --i: #9aa6b2; --i-ground: #1a2027;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0 auto; max-width: 80rem; padding: 1rem; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; overflow-wrap: anywhere;
}
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.2; letter-spacing: .01em; }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.25rem; line-height: 1.3; }
h3 { margin: 1.25rem 0 .5rem; font-size: 1rem; }
h4 { margin: .5rem 0 0; font-size: .8rem; font-weight: 600; color: var(--faint); }
p { margin: .5rem 0; }
ul { margin: 0; padding-left: 1.2rem; }
ul.plain { padding: 0; list-style: none; }
ul.plain li { padding: .15rem 0; }
small { font-size: .8rem; color: var(--faint); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.n { --own: var(--n); --own-ground: var(--n-ground); }
.q { --own: var(--q); --own-ground: var(--q-ground); }
.r { --own: var(--r); --own-ground: var(--r-ground); }
.l { --own: var(--l); --own-ground: var(--l-ground); }
.u { --own: var(--u); --own-ground: var(--u-ground); }
.i { --own: var(--i); --own-ground: var(--i-ground); }
.mark {
  display: inline-block; margin-right: .4rem; padding: 0 .5rem; border-radius: .3rem; font-size: .85rem; font-weight: 600;
  color: var(--own); background: var(--own-ground); white-space: nowrap;
}
.mark.e { color: var(--faint); border: 1px dashed var(--edge); font-weight: 400; }

.verdict { padding: 1rem 1.25rem; border-left: .5rem solid var(--own); border-radius: .4rem; background: var(--own-ground); }
.verdict h1, .verdict h1 a { color: var(--own); }
.verdict p { margin: .4rem 0 0; font-size: 1.1rem; }
.figures { display: flex; flex-wrap: wrap; gap: .25rem 2rem; margin: 1rem 0; padding: 0; list-style: none; }
.figures b { font-size: 1.5rem; font-variant-numeric: tabular-nums; color: var(--own, inherit); }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .2rem .9rem; margin: .75rem 0; font-size: .95rem; }
.facts dt { color: var(--faint); }
.facts dd { margin: 0; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin-top: 1rem; padding: .4rem 0; border-block: 1px solid var(--edge); }
nav a { padding: .2rem 0; text-decoration: none; }

.lanes, .legend { margin: 0; padding: 0; list-style: none; }
.lanes li { display: grid; grid-template-columns: minmax(10rem, 19rem) minmax(0, 1fr); gap: 0 1.25rem; align-items: center; padding: .2rem 0; }
.lanes li + li { border-top: 1px solid var(--raised); }
.lanes .name { min-width: 0; line-height: 1.3; font-size: .9rem; }
.lanes .name small { display: block; }
.lanes .name a { color: inherit; text-decoration-color: var(--edge); }
.lane { display: block; width: 100%; height: 22px; overflow: visible; }
.patterns { position: absolute; }
svg text { fill: var(--faint); font-size: 12px; }
.axis line { stroke: var(--faint); }
.guide { stroke: var(--text); stroke-dasharray: 2 3; }
.guide.ready { stroke-dasharray: none; }
.line { fill: var(--u); }
.up { fill: var(--u); }
.gone { fill: url(#hatch); stroke: var(--text); --stroke: var(--text); }
.settle { fill: var(--r-ground); stroke: var(--r); stroke-dasharray: 3 2; }
.lost { fill: var(--n); }
.recovering { fill: var(--q); }
.dropped { fill: var(--q); fill-opacity: .8; stroke: var(--q); }
.blind { fill: url(#dots); stroke: var(--faint); }
.ground { fill: var(--ground); }
.stroke { fill: var(--faint); }
.removed { fill: var(--text); stroke: var(--ground); }
.added { fill: var(--r); stroke: var(--ground); }
.clean { fill: none; stroke: var(--u); stroke-width: 2.5; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1rem; margin-top: .5rem; font-size: .85rem; color: var(--faint); }
.legend li { display: flex; align-items: center; gap: .35rem; }

.symbols { display: flex; flex-wrap: wrap; gap: .3rem 0; }
.filter { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: .75rem 0; }
.filter label { display: flex; gap: .5rem; align-items: center; }
.filter input {
  width: 11rem; min-height: 2.2rem; padding: 0 .6rem; border: 1px solid var(--faint); border-radius: .3rem; font: inherit;
  color: inherit; background: var(--ground);
}
.filter output { color: var(--faint); font-size: .9rem; }
.box { width: fit-content; max-width: 100%; overflow: auto; border: 1px solid var(--edge); border-radius: .4rem; }
.box:has(.matrix) { max-height: 80vh; }
table { border-collapse: separate; border-spacing: 0; font-size: .95rem; }
caption { padding: .5rem 0; text-align: left; color: var(--faint); }
caption strong { color: var(--text); }
.box caption { position: sticky; left: 0; padding: .5rem; font-size: .85rem; white-space: nowrap; }
.matrix { line-height: 1; }
.matrix th { position: sticky; z-index: 1; background: var(--raised); font-size: .8rem; font-weight: 500; }
.matrix thead th { top: 0; padding: .4rem 0; vertical-align: bottom; border-bottom: 1px solid var(--edge); }
.matrix tbody th { left: 0; padding: 0 .5rem; text-align: left; border-right: 1px solid var(--edge); }
.matrix .corner { left: 0; z-index: 2; padding: .4rem .5rem; text-align: left; color: var(--faint); border-right: 1px solid var(--edge); }
.matrix thead span {
  display: inline-block; max-height: 11rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
  writing-mode: vertical-rl; transform: rotate(180deg);
}
.matrix tbody span { display: block; max-width: min(16rem, 30vw); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.matrix td {
  min-width: 1.6rem; height: 1.6rem; padding: 0; text-align: center; color: var(--own, var(--faint)); background: var(--own-ground, var(--ground));
  border: solid var(--edge); border-width: 0 1px 1px 0; font-weight: 700;
}
.matrix td.e { background: var(--ground); }
.matrix td.s { background: var(--edge); }
.matrix td a { display: block; padding: .3rem 0; color: inherit; text-decoration: none; }
.matrix tbody tr:hover > * { box-shadow: inset 0 1px var(--faint), inset 0 -1px var(--faint); }
.pairs { display: flex; flex-wrap: wrap; gap: .3rem; padding: 0; list-style: none; font-size: .85rem; }
.pairs li { padding: .1rem .5rem; border-radius: .3rem; color: var(--own); background: var(--own-ground); }
.pairs a { color: inherit; text-decoration: none; }
section > details:not(.path) > summary { padding: .5rem 0; color: var(--faint); cursor: pointer; }
.pointed {
  position: sticky; bottom: .5rem; z-index: 3; display: inline-block; margin-top: .5rem; padding: .3rem .7rem; border-radius: .3rem;
  color: var(--ground); background: var(--text); font-size: .9rem;
}

.path { margin: .6rem 0; border: 1px solid var(--edge); border-left: .35rem solid var(--own); border-radius: .4rem; }
.path summary { padding: .6rem .75rem; cursor: pointer; }
.path summary strong { margin-right: .6rem; }
.path summary > span:last-child { color: var(--faint); white-space: nowrap; }
.path .facts { padding: 0 .75rem .25rem; }
.counts td { padding: .1rem 0; vertical-align: top; }
.counts .number { min-width: 2.5rem; padding-right: .75rem; font-weight: 600; }
.rows { margin: .75rem 0; }
.rows th { padding: .3rem .75rem .3rem 0; text-align: left; font-size: .85rem; color: var(--faint); border-bottom: 1px solid var(--edge); }
.rows th.number { text-align: right; }
.rows td { padding: .35rem .75rem .35rem 0; vertical-align: top; border-bottom: 1px solid var(--raised); }
.ledger { margin: 0; }
.ledger th:first-child, .ledger td:first-child { padding-left: .75rem; }
.ledger td { white-space: nowrap; }
.box .ledger caption { white-space: normal; }

article { margin: .75rem 0; padding: .25rem .9rem .75rem; border: 1px solid var(--edge); border-left: .35rem solid var(--own); border-radius: .4rem; }
article h3 { margin: .5rem 0; }
article h3 small { margin-left: .5rem; font-weight: 400; }
.command {
  display: block; position: relative; margin: .25rem 0; padding: .5rem .75rem; border-radius: .3rem; overflow-x: auto; white-space: pre;
  background: var(--raised); font: .9rem/1.4 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; overflow-wrap: normal;
}
.copied { display: flex; gap: .5rem; align-items: center; }
.copied .command { flex: 1 1 auto; min-width: 0; }
button {
  flex: none; min-height: 2rem; padding: 0 .7rem; border: 1px solid var(--edge); border-radius: .3rem; font: inherit; font-size: .85rem;
  color: var(--text); background: var(--ground); cursor: pointer;
}
@media (max-width: 44rem) {
  body { padding: .75rem; }
  .lanes li { grid-template-columns: minmax(0, 1fr); padding: .35rem 0; }
    .path .facts, header .facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .facts dd { margin-bottom: .35rem; }
  .figures { gap: 0 1.5rem; }
  .figures b { font-size: 1.25rem; }
  .filter label { width: 100%; }
  .command { white-space: pre-wrap; overflow-wrap: anywhere; }
  .filter label input { flex: 1; min-width: 0; }
}
@media print {
  .box { max-height: none; overflow: visible; }
  .filter, nav, button { display: none; }
}
)css";

}  // namespace canary

/** The style of the HTML report: light and dark, on a screen and on paper. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fbfbfa;--card:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d5d9de;--link:#0b57a8;--pass:#166d32;--fail:#b42318;--open:#8a5a00;--none:#5b646d;--pass-bg:#d9f2df;--fail-bg:#fde4e1;--open-bg:#fdf0cf;--none-bg:#eceff1;--code:#f3f4f5;--g-pass:#238a3e;--g-open:#b57f10;--g-fail:#d9574c;--g-bar:#4a86c5}
@media screen and (prefers-color-scheme:dark){:root{--bg:#14171a;--card:#1c2024;--ink:#e6e9ec;--soft:#9da7b1;--line:#363c43;--link:#7fb8f0;--pass:#6fd08a;--fail:#ff9a8f;--open:#f0c060;--none:#a4adb6;--pass-bg:#173322;--fail-bg:#431c19;--open-bg:#3a2e10;--none-bg:#2a2f35;--code:#24292e;--g-pass:#2f8f4a;--g-open:#b98a1d;--g-fail:#b04a40;--g-bar:#4a86c5}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main,header,footer{max-width:62rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2rem}
h1{font-size:1.5rem;line-height:1.25;margin:0}
h2{font-size:1.25rem;margin:2.5rem 0 .75rem}
h3{font-size:1.05rem;margin:1.75rem 0 .5rem;display:flex;justify-content:space-between;gap:1rem}
h4{font-size:.8rem;margin:1rem 0 .25rem;color:var(--soft);text-transform:uppercase;letter-spacing:.04em}
p{margin:.5rem 0}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.5rem}
.soft{color:var(--soft);font-size:.9rem}
.verdict{display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem 1rem;margin:1.25rem 0 .25rem}
.verdict strong{font-size:2rem;line-height:1.1;letter-spacing:.01em}
.verdict span{font-size:1.25rem}
.numbers{display:grid;grid-template-columns:repeat(4,1fr);gap:.75rem;padding:0;margin:1.25rem 0;list-style:none}
.numbers li{background:var(--card);border:1px solid var(--line);border-top:5px solid var(--none);border-radius:6px;padding:.6rem .9rem}
.numbers b{display:block;font-size:2rem;line-height:1.15}
.numbers .fail{border-top-color:var(--fail)}.numbers .open{border-top-color:var(--open)}.numbers .pass{border-top-color:var(--pass)}
.fail-ink{color:var(--fail)}.open-ink{color:var(--open)}.pass-ink{color:var(--pass)}
.badge{display:inline-block;min-width:8.8em;text-align:center;padding:.05rem .5rem;border-radius:4px;font-size:.8rem;font-weight:600;white-space:nowrap}
.badge.fail{background:var(--fail-bg);color:var(--fail)}.badge.open{background:var(--open-bg);color:var(--open)}.badge.pass{background:var(--pass-bg);color:var(--pass)}.badge.none{background:var(--none-bg);color:var(--none)}
.first{list-style:none;margin:0;padding:0}
.first li{display:grid;grid-template-columns:auto 1fr;gap:.1rem .75rem;align-items:baseline;background:var(--card);border:1px solid var(--line);border-left:5px solid var(--fail);border-radius:4px;padding:.5rem .75rem;margin:.4rem 0}
.first li.open{border-left-color:var(--open)}
.first p{grid-column:2;margin:0;color:var(--soft);font-size:.9rem;overflow-wrap:anywhere}
details{background:var(--card);border:1px solid var(--line);border-radius:4px;margin:.4rem 0}
summary{cursor:pointer;padding:.5rem .75rem;overflow-wrap:anywhere}
summary .id{color:var(--soft);font:.8rem ui-monospace,monospace;margin-left:.4rem}
summary .gist{display:block;color:var(--soft);font-size:.9rem;padding-left:1.1rem}
.sev{font-weight:700;margin:0 .35rem}
.inside{padding:.1rem 1rem .9rem;border-top:1px solid var(--line);scroll-margin-top:4.5rem}
.inside:target{box-shadow:inset 4px 0 var(--link)}
.inside ul{margin:.25rem 0;padding-left:1.2rem}
.inside dl{display:grid;grid-template-columns:9rem 1fr;gap:.35rem 1rem;margin:.9rem 0 .25rem}
.inside dt{color:var(--soft)}.inside dd{margin:0}.inside dd ul{margin:0}
li,dd,td{overflow-wrap:anywhere}
pre{background:var(--code);border-radius:4px;padding:.5rem .75rem;margin:.35rem 0;overflow:auto;max-height:24rem;font:.82rem/1.45 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
code{font-family:ui-monospace,monospace;font-size:.9em}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;background:var(--card);border:1px solid var(--line)}
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem;border-bottom:1px solid var(--line)}
td.value{white-space:nowrap;font-variant-numeric:tabular-nums;font-weight:600}
.graph{display:block;width:100%;height:auto;overflow:visible;margin:.5rem 0}
.row{display:grid;grid-template-columns:8rem 1fr 9.5rem;gap:0 .75rem;align-items:center;padding:.2rem 0}
.row span{color:var(--soft)}
.areas{list-style:none;padding:0;margin:0}
.strip{display:block;grid-column:2;width:100%;height:20px;overflow:visible}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;padding:0;margin:.25rem 0;color:var(--soft);font-size:.9rem}
.legend svg{width:1.6em;height:.9em;vertical-align:-.05em;margin-right:.35em}
.g-pass{fill:var(--g-pass)}.g-open{fill:var(--g-open)}.g-fail{fill:var(--g-fail)}.g-bar{fill:var(--g-bar)}
.g-stroke{stroke:var(--ink);stroke-opacity:.45;stroke-width:2}
.g-frame{fill:none;stroke:var(--line)}
.g-none{stroke:var(--none);stroke-dasharray:2 5}
.g-axis{stroke:var(--soft)}.g-mark{stroke:var(--ink);stroke-dasharray:4 3}.g-gate{stroke:var(--ink);stroke-width:3}
.g-text{fill:var(--ink);font-size:14px;paint-order:stroke;stroke:var(--bg);stroke-width:4px}.g-soft{fill:var(--soft)}.g-strong{font-weight:600;font-size:12px}.g-tick{fill:var(--soft);font-size:11.5px}
footer{margin-top:3rem;padding-bottom:2rem;border-top:1px solid var(--line);padding-top:1rem}
.scroll .graph{min-width:34rem}
@media (max-width:40rem){
.numbers{grid-template-columns:1fr 1fr}
.inside dl{grid-template-columns:1fr}.inside dd{margin-bottom:.5rem}
.first li{grid-template-columns:1fr}.first p{grid-column:1}
.row{grid-template-columns:1fr auto;padding:.35rem .5rem}.strip{grid-area:2/1/3/3}
table,tbody,tr{display:block}thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{display:grid;grid-template-columns:1fr auto;border-bottom:1px solid var(--line)}th,td{border:0}td.value+td{grid-column:1/3;padding-top:0;color:var(--soft);font-size:.9rem}
}
@media print{
:root{color-scheme:light;--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--link:#000;--code:#f4f4f4}
body{font-size:10.5pt}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.skip,#exchanges{display:none}
h2,h3,h4,summary{break-after:avoid-page}summary,.first li,.inside li,dl,tr,.row,.graph{break-inside:avoid-page}
details.fail::details-content,details.open::details-content{content-visibility:visible;block-size:auto}
pre{max-height:none}
.sign{display:grid!important}
}
.sign{display:none;grid-template-columns:2fr 1fr;gap:2rem;margin-top:3rem}
.sign p{border-top:1px solid #000;padding-top:.25rem}
`;

/**
 * The one stylesheet of all pages: light, dark and on paper.
 *
 * Owns: colours and layout, and the policy that allows this stylesheet and nothing else. Must not know: what stands on a page.
 */
import { createHash } from 'node:crypto';

export const STYLESHEET = `
:root{color-scheme:light dark;--ink:#1d2630;--soft:#5c6873;--line:#dde3e8;--page:#f6f8f9;--card:#fff;--accent:#1f6f8b;--band:#eef2f4;
--critical:#a3172b;--high:#c9481c;--medium:#b7820b;--low:#3c7a99;--informational:#6c7882;
--alert:#c9481c;--sensor:#4a8f6d;--lifecycle:#5a6b7b;--cluster:#7a5ea8;--access:#b7820b;--command:#1f6f8b;--by-instance:#a3172b;--about-instance:#3c7a99;--network:#2b7f7a;
--c0:#cfe3ea;--c1:#e4d9f1;--c2:#f3e3c3;--c3:#d5e9dc;--hatch:#98a3ac}
@media (prefers-color-scheme:dark){:root{--ink:#e3e8ec;--soft:#98a5b0;--line:#2e3943;--page:#12181d;--card:#1a2229;--accent:#6fb9d3;--band:#222c34;
--critical:#ff8a94;--high:#ff9d6b;--medium:#e8bd5c;--low:#83bfdc;--informational:#9aa7b1;
--alert:#ff9d6b;--sensor:#7cc29f;--lifecycle:#a5b4c1;--cluster:#b9a0e4;--access:#e8bd5c;--command:#6fb9d3;--by-instance:#ff8a94;--about-instance:#83bfdc;--network:#6cc5be;
--c0:#24434f;--c1:#3a3052;--c2:#4a3d1f;--c3:#264334;--hatch:#6d7a85}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
header,main,footer{max-width:1240px;margin:0 auto;padding:0 24px}
header{padding-top:36px}
main{display:flex;flex-direction:column}
.first{order:-1}
h1{font-size:26px;line-height:1.25;margin:0 0 6px;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:18px;margin:0 0 4px;font-weight:650}
h3{font-size:15px;margin:18px 0 6px;font-weight:650}
p{margin:0 0 10px}
.soft{color:var(--soft)}
.small{font-size:13px}
nav{margin:14px 0 22px;display:flex;flex-wrap:wrap;gap:6px 18px;font-size:14px}
a{color:var(--accent);text-decoration:none}
a:hover,a:focus-visible{text-decoration:underline}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:20px 22px;margin:0 0 18px;min-width:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(128px,1fr));gap:12px;margin:0 0 18px}
.tile{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 16px;min-width:0}
.tile b{display:block;font-size:24px;line-height:1.25;font-weight:650;font-variant-numeric:tabular-nums}
.tile span{color:var(--soft);font-size:13px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:13.5px}
th{text-align:left;font-weight:600;color:var(--soft);font-size:12.5px;padding:6px 12px 6px 0;border-bottom:1px solid var(--line);white-space:nowrap}
td{padding:7px 12px 7px 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
tr:last-child>td{border-bottom:0}
tr:target>td,article:target{background:var(--band)}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.time{white-space:nowrap;font-variant-numeric:tabular-nums;overflow-wrap:normal}
td.id{min-width:12.8em}
code,pre,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:12.5px}
pre{background:var(--band);border-radius:8px;padding:12px 14px;margin:6px 0 0;white-space:pre-wrap;overflow-wrap:anywhere;max-height:32em;overflow:auto}
.badge{display:inline-block;border:1px solid currentColor;border-radius:99px;padding:0 8px;font-size:12px;line-height:19px;white-space:nowrap;color:var(--soft)}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}.informational{color:var(--informational)}
.bad{color:var(--critical)}
article{border-top:1px solid var(--line);padding:12px 0}
article:first-of-type{border-top:0}
details>summary{cursor:pointer;color:var(--soft);font-size:13px}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:2px 14px;margin:6px 0;font-size:13px}
.facts dt{color:var(--soft)}
.facts dd{margin:0;overflow-wrap:anywhere}
.note{border-left:3px solid var(--medium);padding:2px 0 2px 12px;margin:0 0 12px}
svg{display:block;width:100%;height:auto;margin:8px 0 4px}
svg text{font:11.5px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:var(--soft)}
svg .name{fill:var(--ink)}
svg .grid{stroke:var(--line);stroke-width:1}
svg .band{fill:var(--band)}
svg .mark{stroke:var(--card);stroke-width:1.5}
svg .many{fill:var(--card);font-weight:650;font-size:9.5px;text-anchor:middle}
svg .hollow{fill:var(--card);stroke-width:2}
svg .life{fill:none;stroke:var(--soft);stroke-width:1}
svg .hatched{fill:url(#hatch);stroke:var(--hatch);stroke-width:1;stroke-dasharray:3 2}
svg .hatch{stroke:var(--hatch);stroke-width:1}
svg .inside{fill:var(--ink);font-size:11px}
svg .c0{fill:var(--c0)}svg .c1{fill:var(--c1)}svg .c2{fill:var(--c2)}svg .c3{fill:var(--c3)}
svg .alert{fill:var(--alert);stroke:var(--card)}svg .sensor{fill:var(--sensor)}svg .lifecycle{fill:var(--lifecycle)}svg .cluster{fill:var(--cluster)}svg .access{fill:var(--access)}
svg .command{fill:var(--command)}svg .by-instance{fill:var(--by-instance)}svg .about-instance{fill:var(--about-instance)}svg .network{fill:var(--network)}
svg .hollow.by-instance{fill:var(--card);stroke:var(--by-instance)}svg .hollow.about-instance{fill:var(--card);stroke:var(--about-instance)}svg .hollow{fill:var(--card)}
svg .level-critical{fill:var(--critical)}svg .level-high{fill:var(--high)}svg .level-medium{fill:var(--medium)}svg .level-low{fill:var(--low)}svg .level-informational{fill:var(--informational)}
.bar{fill:var(--accent);opacity:.75}
.track{fill:var(--band)}
footer{padding-bottom:40px;color:var(--soft);font-size:13px}
@media (max-width:640px){header,main,footer{padding-left:12px;padding-right:12px}section{padding:14px}}
@page{size:landscape;margin:12mm}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--page:#fff;--card:#fff;--accent:#000;--band:#f2f2f2}
body{font-size:11px}nav{display:none}header,main,footer{max-width:none;padding-left:0;padding-right:0}section{border:0;padding:0 0 12px;border-radius:0}
table,th,.facts,details>summary,.badge{font-size:9.5px}.lane{white-space:nowrap}td,th{padding:3px 8px 3px 0}td.id{min-width:0}td.id,td.time{white-space:nowrap}
pre{max-height:none;border:1px solid var(--line)}tr,article,svg,.tile{break-inside:avoid}h2,h3{break-after:avoid}thead{display:table-header-group}a{color:inherit}}
`;

/** Nothing may be loaded, run, sent or framed; only this very stylesheet applies. */
export const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLESHEET).digest('base64')}'; base-uri 'none'; form-action 'none'`;

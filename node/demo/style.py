"""The report page's style sheet: light and dark, readable on a phone and on paper."""

STYLE = """
:root{--ink:#1d2430;--paper:#fbfaf7;--line:#e4e0d6;--dim:#5b6472;--a:#2f7d6b;--b:#c9744a;--card:#f3f0e8;
--c0:#2f7d6b;--c1:#6aa84f;--c2:#c9a227;--c3:#c9744a;--c4:#8a5a83;--c5:#4a78a8;--c6:#7d7d7d;--bad:#b3362a}
@media (prefers-color-scheme:dark){:root{--ink:#e6e6e3;--paper:#15181d;--line:#2c323b;--dim:#9aa4b2;--card:#1f242b;
--a:#4fae97;--b:#dd8f66;--bad:#f08b80}}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,sans-serif;margin:0;color:var(--ink);background:var(--paper)}
main{max-width:64rem;margin:0 auto;padding:1rem 1rem 4rem}
h1{font-weight:650;color:var(--a);margin:1rem 0 .3rem}h2{font-weight:600;font-size:1.25rem;margin:2.5rem 0 .6rem}
.lead{font-size:1.1rem;max-width:46rem}
section{overflow-x:auto}
table{border-collapse:collapse;width:100%}
td,th{text-align:left;font-weight:400;padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:middle}
tr:first-child th:not([scope]){color:var(--dim);font-size:.85rem}
th[scope]{font-weight:600;min-width:4rem}.short{max-width:34rem}
.n{text-align:right;font-variant-numeric:tabular-nums}.w{min-width:14rem}
code{font-size:.78em;color:var(--dim);word-break:break-all}
.big{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:.6rem;margin:1.2rem 0}
.big div{background:var(--card);border-radius:8px;padding:.6rem .9rem;display:flex;flex-direction:column-reverse;justify-content:flex-end}
.big dd{margin:0;font-size:1.5rem;font-weight:600}.big dt{color:var(--dim);font-size:.85rem}
.bar{display:flex;align-items:center;gap:.4rem;height:1.3rem}
.bar span{display:block;height:.85rem;border-radius:2px;flex:none;width:calc((100% - 5.5rem) * var(--share))}
.bar em{font-style:normal;font-size:.85rem;white-space:nowrap;font-variant-numeric:tabular-nums}
.stack{display:flex;height:1rem;border-radius:2px;overflow:hidden}.stack span{display:block}
.legend{font-size:.85rem;color:var(--dim)}.legend span{display:inline-block;width:.8rem;height:.8rem;border-radius:2px;margin:0 .3rem 0 .6rem}
.a{background:var(--a)}.b{background:var(--b)}
.c0{background:var(--c0)}.c1{background:var(--c1)}.c2{background:var(--c2)}.c3{background:var(--c3)}
.c4{background:var(--c4)}.c5{background:var(--c5)}.c6{background:var(--c6)}
.ok{color:var(--a)}.bad{color:var(--bad)}
.trace{list-style:none;padding:0;margin:0}
.trace li{color:inherit;border-left:3px solid var(--a);margin-left:.6rem;padding:0 0 1rem 1.2rem;position:relative}
.trace li:last-child{border-color:transparent}
.trace li::before{content:"✓";position:absolute;left:-.85rem;top:0;width:1.5rem;height:1.5rem;border-radius:50%;background:var(--a);
color:var(--paper);text-align:center;font-size:.9rem}
.trace li.bad::before{content:"✗";background:var(--bad)}
.trace p{margin:0}.trace i{color:var(--dim);font-style:normal}
@media print{section{break-inside:avoid}}
"""

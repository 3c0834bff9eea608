/** The style of a receipt; it prints on A4 and Letter. Every pair of colours has a contrast of 4.5 or more (WCAG 2.2, 1.4.3). */
export const RECEIPT_STYLE = `
:root{color-scheme:light;--ink:#16233a;--soft:#4a5568;--line:#b08d3c;--faint:#e3ddd0;--good:#17603a;--bad:#9b1c1c}
*{box-sizing:border-box}
body{margin:0;background:#e9e7e1;color:var(--ink);font:10.5pt/1.5 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-print-color-adjust:exact;print-color-adjust:exact}
.sheet{width:min(186mm,100% - 2rem);min-height:250mm;margin:2rem auto;padding:14mm 16mm 12mm;background:#fff;box-shadow:0 2px 24px #0003;display:flex;flex-direction:column}
header{display:flex;justify-content:space-between;align-items:flex-start;gap:8mm;padding-bottom:6mm;border-bottom:.6mm solid var(--line)}
.brand{margin:0;font-size:9pt;letter-spacing:.28em;text-transform:uppercase;color:var(--soft)}
h1{margin:1mm 0 0;font-size:24pt;font-weight:600;line-height:1.15}
.number{margin:0;text-align:right;font:600 12pt/1.4 ui-monospace,"SF Mono","DejaVu Sans Mono",Menlo,Consolas,monospace;white-space:nowrap}
.stamp{display:inline-block;margin:2mm 0 0;padding:.8mm 3.5mm;border:.35mm solid;border-radius:4mm;font-weight:600;font-size:9.5pt}
.stamp.paid{color:var(--good);background:#eef7f0}
.stamp.back{color:var(--bad);background:#fdf1f0}
.right{text-align:right}
.parties{display:grid;grid-template-columns:1fr 1fr;gap:6mm 10mm;margin:8mm 0 0}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(34mm,1fr));gap:4mm 5mm;margin:7mm 0 0;padding:4.5mm 0;border-block:.25mm solid var(--faint)}
dl div{min-width:0}
dt,.label{margin:0;font-weight:600;font-size:7.5pt;line-height:1.5;letter-spacing:.08em;text-transform:uppercase;color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
.brand-name{text-transform:capitalize}
.firm{margin:0;font-size:13pt;font-weight:600;line-height:1.3;overflow-wrap:anywhere}
.long{font-size:10.5pt}
table{width:100%;margin:8mm 0 0;border-collapse:collapse}
caption{padding:0 0 1.5mm;text-align:left;font-weight:600}
th{padding:0 0 2mm;text-align:left;font-weight:600;font-size:7.5pt;letter-spacing:.08em;text-transform:uppercase;color:var(--soft);border-bottom:.25mm solid var(--ink)}
td{padding:2.4mm 0;border-bottom:.25mm solid var(--faint);vertical-align:top;overflow-wrap:anywhere}
td+td,th+th{padding-left:6mm}
.sum{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
tfoot td{border-bottom:0;padding-block:1.6mm}
tfoot .total td{border-top:.5mm solid var(--ink);font-weight:600;font-size:13pt;padding-top:2.6mm}
.small{margin:auto 0 0;padding-top:8mm;font-size:8.5pt;color:var(--soft)}
.small p{margin:0 0 1mm}
@media (max-width:40rem){.sheet{padding:8mm 6mm}header{flex-direction:column}.right,.number{text-align:left}.parties,dl{grid-template-columns:1fr}}
@page{size:auto;margin:12mm}
@media print{body{background:none}.sheet{width:auto;min-height:0;margin:0;padding:0;box-shadow:none}tr,dl,.parties{break-inside:avoid}.small{margin-top:8mm;padding-top:0}}
`;

/**
 * The style of a certificate's page. Sizes are in millimetres where they end on paper; the sheet fits A4 (210 x 297) and Letter
 * (216 x 279) with the same margins. Every pair of colours has a contrast of 4.5 or more (WCAG 2.2, 1.4.3).
 */
export const PAGE_STYLE = `
:root{color-scheme:light;--ink:#16233a;--soft:#4a5568;--line:#b08d3c;--faint:#e6dcc3;--paper:#fffdf8;--good:#17603a;--bad:#9b1c1c}
*{box-sizing:border-box}
body{margin:0;background:#e9e7e1;color:var(--ink);font:11pt/1.5 "Source Serif 4","Iowan Old Style","Palatino Linotype",Palatino,"URW Palladio L","Book Antiqua",Georgia,serif;-webkit-print-color-adjust:exact;print-color-adjust:exact}
a{color:inherit}
.sheet{position:relative;width:min(186mm,100% - 2rem);min-height:244mm;margin:2rem auto;padding:12mm 16mm 8mm;background:var(--paper);border:.6mm solid var(--line);outline:.25mm solid var(--line);outline-offset:-2.2mm;box-shadow:0 2px 24px #0003;display:flex;flex-direction:column;text-align:center}
.line{display:block;width:11.375mm;height:26mm;margin:-12mm auto 2.5mm}
.issuer{margin:0;font-size:10pt;letter-spacing:.32em;text-indent:.32em;text-transform:uppercase;color:var(--soft)}
h1{margin:1.5mm 0 0;font-size:26pt;font-weight:400;line-height:1.15;letter-spacing:.01em}
.lead{margin:6mm 0 0;color:var(--soft);font-style:italic}
.firm{margin:1mm 0 0;font-size:23pt;font-weight:600;line-height:1.2;overflow-wrap:anywhere;text-wrap:balance}
.firm.long{font-size:17pt}
.firm.longest{font-size:12pt}
.what{max-width:138mm;margin:3mm auto 0;text-wrap:pretty}
.status{align-self:center;margin:5.5mm 0 0;padding:1.6mm 6mm;border:.35mm solid;border-radius:5mm;font:600 10.5pt/1.4 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
.status.valid{color:var(--good);background:#eef7f0}
.status.not{align-self:stretch;padding:3.2mm 6mm;border-radius:1mm;color:#fff;background:var(--bad);border-color:var(--bad);font-size:13pt}
.facts{display:grid;grid-template-columns:repeat(3,1fr);gap:4mm 6mm;margin:6.5mm 0 0;padding:4.5mm 0;border-block:.25mm solid var(--faint);text-align:left}
.facts div{min-width:0}
dt{font:600 7.5pt/1.4 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;letter-spacing:.08em;text-transform:uppercase;color:var(--soft)}
dd{margin:0;font-size:12.5pt;line-height:1.35}
.wide{grid-column:span 3}
.number{font:600 13pt/1.4 ui-monospace,"SF Mono","DejaVu Sans Mono",Menlo,Consolas,monospace;letter-spacing:.04em;overflow-wrap:anywhere}
.check{display:flex;gap:8mm;align-items:center;margin:auto 0 0;padding-top:5mm;text-align:left}
.check figure{flex:none;margin:0}
.check svg{display:block;width:34mm;height:34mm}
.check h2{margin:0 0 1mm;font-size:12.5pt;font-weight:600}
.check p{margin:0 0 1.5mm;font-size:10pt;line-height:1.45}
.address{overflow-wrap:anywhere}
.address b{font-weight:inherit;white-space:nowrap}
.check .address{font-weight:600}
.small{margin:4mm 0 0;font-size:8pt;line-height:1.45;color:var(--soft)}
.print{display:block;margin:0 auto 2rem;text-align:center;font:10pt system-ui,sans-serif;color:#3d4757}
.void .firm,.void h1{color:var(--soft)}
@media (max-width:40rem){.sheet{padding:12mm 6mm 8mm}.facts{grid-template-columns:1fr 1fr}.wide{grid-column:span 2}.check{flex-direction:column;align-items:flex-start}h1{font-size:22pt}.firm{font-size:18pt}}
@page{size:auto;margin:10mm}
@media print{body{background:none}.sheet{width:auto;min-height:250mm;margin:0;box-shadow:none;break-inside:avoid}.print{display:none}}
`;

/** The specimen's repository: everything as it should be. */
export const REPOSITORY: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'specimen', version: '1.0.0', scripts: { start: 'node start.mjs', test: 'node --test', doctor: 'node start.mjs --check' }, dependencies: { ms: '2.1.3' } }),
  'package-lock.json': JSON.stringify({ name: 'specimen', lockfileVersion: 3, packages: { '': { dependencies: { ms: '2.1.3' } }, 'node_modules/ms': { version: '2.1.3', integrity: 'sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==' } } }),
  'reports/npm-audit.json': JSON.stringify({ auditReportVersion: 2, vulnerabilities: {}, metadata: { vulnerabilities: { info: 0, low: 0, moderate: 0, high: 0, critical: 0, total: 0 } } }),
  'start.mjs': `const wrong = [];
if (!URL.canParse(process.env.DATABASE_URL ?? '')) wrong.push('DATABASE_URL must be an address');
if ((process.env.SIGNING_KEY ?? '').length < 32) wrong.push('SIGNING_KEY must have 32 characters');
if (wrong.length > 0) {
  console.error(wrong.join('\\n'));
  process.exit(1);
}
setInterval(() => {}, 1_000);
`,
  '.env.example': '# Where everything is kept.\nDATABASE_URL=mongodb://localhost/specimen\nSIGNING_KEY=\n',
  Dockerfile: 'FROM node:24.1.0-slim AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci\n\nFROM node:24.1.0-slim\nCOPY --from=build /app /app\nUSER 65532\nHEALTHCHECK CMD ["node", "healthcheck.mjs"]\nCMD ["node", "/app/start.mjs"]\n',
  'deploy/service.yml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: specimen }
spec:
  replicas: 2
  selector: { matchLabels: { app: specimen } }
  template:
    metadata: { labels: { app: specimen } }
    spec:
      securityContext: { runAsNonRoot: true }
      containers:
        - name: specimen
          image: specimen:1.0.0
          readinessProbe: { httpGet: { path: /ready, port: 3000 } }
          livenessProbe: { httpGet: { path: /live, port: 3000 } }
          resources: { requests: { cpu: 100m, memory: 128Mi }, limits: { memory: 256Mi } }
          securityContext: { allowPrivilegeEscalation: false }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: specimen }
spec:
  minAvailable: 1
  selector: { matchLabels: { app: specimen } }
`,
  '.github/workflows/ci.yml': `name: ci
on:
  push:
  pull_request:
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: npm ci
      - run: npm test
`,
  'monitoring/alerts.yml': `groups:
  - name: specimen
    rules:
      - record: specimen:errors:rate5m
        expr: sum(rate(http_requests_total{status=~"5.."}[5m]))
      - alert: ManyErrors
        expr: specimen:errors:rate5m / sum(rate(http_requests_total[5m])) > 0.01
        for: 5m
        labels: { severity: page }
        annotations:
          summary: More than 1 % of all answers are errors
          runbook_url: https://specimen.test/docs/runbooks.md#many-errors
`,
  'monitoring/dashboard.json': JSON.stringify({ title: 'Specimen', panels: [{ title: 'Answer times', targets: [{ expr: 'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{route!=""}[$__rate_interval])))' }] }, { title: 'Is it up', targets: [{ expr: 'up{job="specimen"} == 1' }] }] }),
  'docs/runbooks.md': '# Runbooks\n\n## Many errors\n\nLook whether the database can be reached:\n\n```sh\nnpm run doctor\nnode start.mjs --check\n```\n',
  'docs/escalation.md': '# Escalation\n\nThe on-call engineer is paged by the alert and answers within 15 minutes (phone +44 20 7946 0000).\nAfter 30 minutes without an answer the team lead is called; after 60 minutes the head of engineering (lead@specimen.test).\n',
  'README.md': '# Specimen\n\nThe API is described by its OpenAPI document at `/openapi.json`.\n\n```sh\ncurl -X POST localhost:3000/login -H "Content-Type: application/json" -d \'{"email":"you@example.com","password":"..."}\'\n```\n',
};

// The arrows of docs/architecture.md, held by `npm run lint`.
const KERNEL = 'problems|common|config|database|observability|health|jobs|mail|files|signatures';
const DOMAIN = 'identity|businesses|assessments|certificates|marketplace|payments|fraud|ai-assistance|agencies|notifications|support|audit-log|readiness';

/** What each domain library may know of the others, beside the kernel. */
const KNOWS = {
  identity: [],
  businesses: ['identity'],
  assessments: ['businesses'],
  certificates: ['businesses'],
  marketplace: ['businesses', 'assessments'],
  payments: ['businesses', 'marketplace'],
  'audit-log': [],
};

const domainRules = Object.entries(KNOWS).map(([library, known]) => ({
  name: `${library}-knows-only`,
  comment: `libs/${library} may use, of the other domain libraries, only: ${known.join(', ') || 'none'}.`,
  severity: 'error',
  from: { path: `^libs/${library}/` },
  to: { path: `^libs/(${DOMAIN})/`, pathNot: `^libs/(${[library, ...known].join('|')})/` },
}));

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphan',
      comment: 'A module that nothing uses is dead.',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.spec\\.ts$', '\\.d\\.ts$', '^apps/[^/]+/src/(main|migrate|audit-log|demo|make-first-admin|payment|rotate-keys|generate)\\.ts$', '^apps/stripe-emulator/conformance/(main|derive|sdk-main)\\.ts$'] },
      to: {},
    },
    {
      name: 'libraries-through-their-door',
      comment: 'Other libraries import nothing but index.ts.',
      severity: 'error',
      from: { path: '^(?:libs/([^/]+)|apps|migrations|test|bench)/' },
      to: { path: '^libs/([^/]+)/src/(?!index\\.ts$)', pathNot: ['^libs/$1/', '^libs/[^/]+/src/data/indexes\\.ts$'] },
    },
    { name: 'kernel-knows-no-domain', severity: 'error', from: { path: `^libs/(${KERNEL})/` }, to: { path: `^libs/(${DOMAIN})/` } },
    { name: 'problems-know-nothing', severity: 'error', from: { path: '^libs/problems/' }, to: { path: '^(libs/(?!problems/)|node_modules/)', pathNot: 'jest' } },
    { name: 'domain-is-pure', comment: 'domain/ imports only itself and problems: no Nest, no Mongoose, no clock, no randomness.', severity: 'error', from: { path: '^libs/[^/]+/src/domain/', pathNot: '\\.spec\\.ts$' }, to: { pathNot: '^libs/(problems/src/|[^/]+/src/domain/)' } },
    { name: 'use-cases-know-no-http', severity: 'error', from: { path: '^libs/[^/]+/src/use-cases/', pathNot: '\\.spec\\.ts$' }, to: { path: '/src/http/' } },
    { name: 'nothing-imports-the-application', severity: 'error', from: { path: '^libs/' }, to: { path: '^(apps|test|bench)/', pathNot: '^test/fixtures/' } },
    { name: 'no-test-code-in-the-build', comment: 'The build leaves out *.spec.ts and *.fixture.ts.', severity: 'error', from: { path: '^(apps|libs|migrations)/', pathNot: '\\.(spec|fixture)\\.ts$' }, to: { path: '^(test|bench)/|\\.(spec|fixture)\\.ts$' } },
    { name: 'no-development-package-in-the-build', severity: 'error', from: { path: '^(apps|libs|migrations)/', pathNot: '\\.spec\\.ts$|^apps/stripe-emulator/conformance/' }, to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] } },
    { name: 'stripe-emulator-stands-alone', comment: 'A program of its own: nothing of the house, and no package but Node itself.', severity: 'error', from: { path: '^apps/stripe-emulator/src/', pathNot: '\\.(spec|fixture)\\.ts$' }, to: { pathNot: '^apps/stripe-emulator/src/', dependencyTypesNot: ['core'] } },
    { name: 'readiness-audit-stands-alone', comment: 'It audits any service, and ours from outside: it knows nothing of the house.', severity: 'error', from: { path: '^apps/readiness-audit/' }, to: { path: '^(libs|apps|test|tools|migrations)/', pathNot: '^apps/readiness-audit/' } },
    ...domainRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    reporterOptions: { dot: { collapsePattern: '^(apps|libs)/[^/]+' } },
  },
};

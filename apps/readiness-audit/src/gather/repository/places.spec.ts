import { describe, expect, it } from '@jest/globals';
import { environmentReadsIn, namesInExample } from './environment.ts';
import { isDockerfile, isEnvExample, isForTests, isPipeline, isRead, isSource } from './places.ts';

describe('what a path tells', () => {
  it.each(['test/a.ts', 'src/a.spec.ts', 'src/__mocks__/a.js', 'tests/fixtures/key.pem', 'a.fixture.ts', 'examples/b/main.go', 'src/a_test.go', 'e2e/x.ts'])('%s is for tests', (file) => {
    expect(isForTests(file)).toBe(true);
  });

  it.each(['src/latest.ts', 'src/contest/a.ts', 'apps/api/src/main.ts', 'src/inspection.ts'])('%s is not', (file) => {
    expect([isForTests(file), isSource(file)]).toEqual([false, true]);
  });

  it.each(['tools/a.mjs', 'jest.config.mjs', 'scripts/x.py', 'docker/init.js', 'docs/a.ts'])('%s is no source of the service', (file) => {
    expect(isSource(file)).toBe(false);
  });

  it.each([['Dockerfile', true], ['docker/Dockerfile.api', true], ['api.dockerfile', true], ['src/dockerfile.ts', false], ['.dockerignore', false], ['Dockerfile.md', false]])('%s is a Dockerfile: %s', (file, is) => {
    expect(isDockerfile(file)).toBe(is);
  });

  it.each(['.env.example', 'apps/web/.env.sample', 'env.example', '.env.production.example'])('%s is an example of an environment', (file) => {
    expect(isEnvExample(file)).toBe(true);
  });

  it.each([['.env', false], ['.github/workflows/ci.yml', true], ['.gitlab-ci.yml', true], ['Jenkinsfile', true], ['docs/ci.yml', false]])('%s is a pipeline: %s', (file, is) => {
    expect(isPipeline(file)).toBe(is);
  });
});

describe('isRead', () => {
  it.each([
    ['package-lock.json', '{}', false],
    ['a/package.json', '{}', true],
    ['k8s/a.yml', 'apiVersion: v1\nkind: Service\n', true],
    ['a.yml', 'groups:\n  - name: x\n    rules:\n      - { alert: A, expr: up }\n', true],
    ['a.yml', 'a: 1\n', false],
    ['a.json', '{"panels":[{"targets":[{"expr":"up"}]}]}', true],
    ['a.json', '{"a":1}', false],
    ['src/a.ts', 'x', false],
  ])('%s with %j: %s', (file, text, is) => {
    expect(isRead(file, text)).toBe(is);
  });
});

describe('environmentReadsIn', () => {
  it.each([
    ['a.ts', 'const { PORT } = x;\nlisten(process.env.PORT ?? 1, process.env["HOST_NAME"]);', ['PORT', 'HOST_NAME']],
    ['a.ts', 'process.env.SET_HERE = "1"; // process.env.NOT', ['NOT']],
    ['a.ts', '// process.env.NOT_THIS\nthis.config.getOrThrow<string>("JWT_KEY")', ['JWT_KEY']],
    ['a.py', 'os.environ["A_B"], os.getenv("C_D"), os.environ.get("E_F", 1)', ['C_D', 'E_F', 'A_B']],
    ['a.go', 'os.Getenv("A_B")', ['A_B']],
    ['a.rb', 'ENV["A_B"] + ENV.fetch("C_D")', ['A_B', 'C_D']],
  ])('%s: %s', (file, text, names) => {
    expect(environmentReadsIn(file, text).map(({ name }) => name)).toEqual(names);
  });

  it('knows the names of an example', () => {
    expect(namesInExample('A=1\n# B_C = 2\nexport D=\n# words only\nlower=1\n')).toEqual(['A', 'B_C', 'D']);
  });
});

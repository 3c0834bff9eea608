import { type Document, isAlias, isMap, isScalar, isSeq, parseAllDocuments, type YAMLMap } from 'yaml';
import { isDashboardText, isForTests, isRuleText, isYaml } from '../../gather/repository/places.ts';

/** A rule of Prometheus: an alert, or an expression that is recorded under a name. */
export interface Rule {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly alert?: string;
  readonly record?: string;
  readonly expression: string;
  readonly hasFor: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The rules of all rule files, those of the Prometheus operator included; tests of rules are none. */
export function rulesIn(texts: Readonly<Record<string, string>>): readonly Rule[] {
  return Object.entries(texts).filter(([file, text]) => isYaml(file) && isRuleText(text) && !isForTests(file)).flatMap(([file, text]) => rulesOf(file, text));
}

function rulesOf(file: string, text: string): readonly Rule[] {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    // What is still a template is no rule yet.
    if (document.errors.length > 0 || !isMap(document.contents)) return [];
    const groups = document.get('groups') ?? document.getIn(['spec', 'groups']);
    const rules = isSeq(groups) ? groups.items.flatMap((group) => (isMap(group) ? itemsOf(group.get('rules')) : [])) : [];
    return rules.filter((rule) => isMap(rule)).map((rule) => ruleOf({ file, text, document }, rule));
  });
}

const itemsOf = (value: unknown): readonly unknown[] => (isSeq(value) ? value.items : []);

interface Place {
  readonly file: string;
  readonly text: string;
  readonly document: Document;
}

function ruleOf({ file, text, document }: Place, rule: YAMLMap): Rule {
  const [alert, record] = [textOf(rule.get('alert')), textOf(rule.get('record'))];
  return {
    file, line: text.slice(0, rule.range?.[0] ?? 0).split('\n').length, expression: textOf(rule.get('expr')) ?? '', hasFor: rule.has('for') || rule.has('keep_firing_for'),
    labels: textsOf(rule.get('labels', true), document), annotations: textsOf(rule.get('annotations', true), document), ...(alert === undefined ? {} : { alert }), ...(record === undefined ? {} : { record }),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** Labels that many rules share may be written once and named by an alias. */
function textsOf(value: unknown, document: Document): Readonly<Record<string, string>> {
  const map = isAlias(value) ? value.resolve(document) : value;
  if (!isMap(map)) return {};
  return Object.fromEntries(map.items.flatMap(({ key, value: inner }): readonly (readonly [string, string])[] => {
    const name = isScalar(key) ? String(key.value) : '';
    return name === '<<' ? Object.entries(textsOf(inner, document)) : [[name, isScalar(inner) ? String(inner.value) : '']];
  }));
}

/** One query of a dashboard. */
export interface Query {
  readonly file: string;
  /** The panel's title. */
  readonly panel: string;
  readonly expression: string;
}

/** The queries of all dashboards of Grafana. */
export function queriesIn(texts: Readonly<Record<string, string>>): readonly Query[] {
  return Object.entries(texts).filter(([file, text]) => file.endsWith('.json') && isDashboardText(text) && !isForTests(file)).flatMap(([file, text]) => {
    try {
      return queriesOf(file, JSON.parse(text), '');
    } catch {
      return [];
    }
  });
}

function queriesOf(file: string, value: unknown, panel: string): readonly Query[] {
  if (Array.isArray(value)) return value.flatMap((one) => queriesOf(file, one, panel));
  if (typeof value !== 'object' || value === null) return [];
  const { title, expr, type, datasource } = value as Readonly<Record<string, unknown>>;
  // Loki's queries stand in the same member and are of another language.
  if (JSON.stringify(datasource ?? '').toLowerCase().includes('loki')) return [];
  const within = typeof title === 'string' && type !== 'row' ? title : panel;
  return [...(typeof expr === 'string' ? [{ file, panel: within, expression: expr }] : []), ...Object.entries(value).filter(([name]) => name !== 'expr').flatMap(([, inner]) => queriesOf(file, inner, within))];
}

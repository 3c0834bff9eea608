/** Words of the language that stand where a name could. */
const WORDS = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right', 'bool', 'offset', 'and', 'or', 'unless', 'atan2', 'inf', 'nan', 'start', 'end', 'count', 'sum', 'min', 'max', 'avg', 'stddev', 'stdvar', 'topk', 'bottomk', 'quantile', 'group', 'count_values', 'limitk']);

/**
 * The metrics that a PromQL expression names. Variables of dashboards (`$job`, `${job}`, `[[job]]`) are passed over, and so is a name that is
 * made of one.
 * @returns each once, in the order in which they stand
 */
export function metricsIn(expression: string): readonly string[] {
  const named = [...expression.matchAll(/__name__\s*=\s*["']([\w:]+)["']/g)].map(([, name = '']) => name);
  const bare = expression
    .replace(/#[^\n]*/g, ' ')
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '""')
    .replace(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/gi, ' ')
    .replace(/[\w:]*(?:\$\{[^}]*\}|\$\w+|\[\[[^\]]*\]\])[\w:]*/g, ' ')
    .replace(/\{[^{}]*\}/g, ' ')
    .replace(/\[[^\]]*\]/g, ' ')
    // Numbers with their units: 5m, 1e3, 0x1f.
    .replace(/(?<![\w:.])\d[\w.]*/g, ' ');
  const names = [...bare.matchAll(/(?<![\w:.])([a-zA-Z_:][\w:]*)(?!\s*\()(?![\w:])/g)].map(([, name = '']) => name).filter((name) => !WORDS.has(name.toLowerCase()));
  return [...new Set([...names, ...named])];
}

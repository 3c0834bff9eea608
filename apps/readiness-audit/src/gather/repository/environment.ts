import type { EnvironmentRead } from '../../artifacts/repository.ts';
const READS = [
  /\bprocess\.env\.([A-Z][A-Z0-9_]*)\b(?!\s*=[^=])/g,
  /\bprocess\.env\[\s*['"`]([A-Z][A-Z0-9_]*)['"`]\s*\](?!\s*=[^=])/g,
  /\b(?:Deno|Bun)\.env\.(?:get\(\s*['"])?([A-Z][A-Z0-9_]*)/g,
  /\b(?:config|configService|configuration)\.(?:get|getOrThrow)(?:<[^>]*>)?\(\s*['"]([A-Z][A-Z0-9_]*)['"]/g,
  /\bos\.(?:environ\.get|getenv)\(\s*['"]([A-Z][A-Z0-9_]*)['"]/g,
  /\bos\.environ\[\s*['"]([A-Z][A-Z0-9_]*)['"]\s*\](?!\s*=[^=])/g,
  /\bos\.(?:Getenv|LookupEnv)\(\s*"([A-Z][A-Z0-9_]*)"/g,
  /\bENV(?:\.fetch\(|\[)\s*['"]([A-Z][A-Z0-9_]*)['"]/g,
  /\bSystem\.getenv\(\s*"([A-Z][A-Z0-9_]*)"/g,
  /\bEnvironment\.GetEnvironmentVariable\(\s*"([A-Z][A-Z0-9_]*)"/g,
  /\benv::var\(\s*"([A-Z][A-Z0-9_]*)"/g,
  /(?<![\w.])(?:getenv|env)\(\s*['"]([A-Z][A-Z0-9_]*)['"]/g,
];

/** Where a source reads which variable, the first place of each. */
export function environmentReadsIn(file: string, text: string): readonly EnvironmentRead[] {
  const first = new Map<string, EnvironmentRead>();
  for (const pattern of READS) {
    for (const match of text.matchAll(pattern)) {
      const name = match[1] ?? '';
      if (!first.has(name) && !isInComment(text, match.index)) first.set(name, { name, file, line: text.slice(0, match.index).split('\n').length });
    }
  }
  return [...first.values()];
}

const isInComment = (text: string, at: number): boolean => /^\s*(\/\/|#|\*|\/\*)/.test(text.slice(text.lastIndexOf('\n', at) + 1, at));

/** The names that an example of an environment shows, those commented out included. */
export const namesInExample = (text: string): readonly string[] => [...new Set([...text.matchAll(/^\s*(?:#\s*)?(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=/gm)].map(([, name = '']) => name))];

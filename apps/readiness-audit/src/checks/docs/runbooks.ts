import { isDocument } from '../../gather/repository/places.ts';

/** A document of the repository. */
export interface Page {
  readonly file: string;
  readonly text: string;
}

export const pagesOf = (texts: Readonly<Record<string, string>>): readonly Page[] => Object.entries(texts).filter(([file]) => isDocument(file)).map(([file, text]) => ({ file, text }));

/** As GitHub makes an anchor of a heading. */
export const slugOf = (heading: string): string => heading.trim().toLowerCase().replace(/<[^>]*>|[`*_]/g, '').replace(/[^\p{L}\p{N}\s-]/gu, '').trim().replace(/\s/g, '-');

/** The places of a page to which a link may lead. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...text.matchAll(/^(?:#{1,6}|={1,6})\s+(.+?)\s*#*$/gm)].map(([, heading = '']) => heading);
  const own = [...text.matchAll(/\{#([\w-]+)\}|<a\s+(?:id|name)=["']([\w-]+)["']/g)].map(([, one, other]) => one ?? other ?? '');
  return new Set([...headings.map((heading) => slugOf(heading.replace(/\{#[\w-]+\}/, ''))), ...own]);
}

/**
 * The page that a link leads to, whatever stands before it: a host, a branch.
 * @returns undefined where the repository holds none such
 */
export function pageAt(link: string, pages: readonly Page[]): Page | undefined {
  const path = (URL.canParse(link) ? new URL(link).pathname : link.split('#')[0] ?? '').replace(/^(\.{1,2}\/)+/, '/').replace(/\/$/, '');
  const rooted = path.startsWith('/') ? path : `/${path}`;
  const named = pages.filter(({ file }) => rooted.endsWith(`/${file}`) || rooted.endsWith(`/${file.replace(/\.\w+$/, '')}`));
  const best = [...named].sort((one, other) => other.file.length - one.file.length)[0];
  const last = (rooted.split('/').at(-1) ?? '').replace(/\.(md|html?|mdx|adoc)$/i, '');
  // A site may publish a page under another folder than the one in which it lies.
  return best ?? pages.find(({ file }) => last !== '' && !/^(readme|index)$/i.test(last) && file.split('/').at(-1)?.replace(/\.\w+$/, '').toLowerCase() === last.toLowerCase());
}

/** A command that a page tells somebody to run. */
export interface Command {
  readonly text: string;
  /** From 1. */
  readonly line: number;
  readonly needs: { readonly kind: 'script' | 'goal' | 'file'; readonly name: string };
}

const TAKES_VALUE = /^(-w|--workspace|--prefix|-C|--filter|-f|-j)$/;
const PROGRAM = /^(?:\.\/)?((?:[\w-]+\/)*[\w.-]+\.(?:sh|mjs|cjs|js|ts|py|rb))$/;

/** Commands in the code of a page of which it can be known whether what they need is there. */
export function commandsIn(text: string): readonly Command[] {
  const commands: Command[] = [];
  let isCode = false;
  for (const [place, line] of text.split('\n').entries()) {
    if (/^\s*(```|~~~)/.test(line)) {
      isCode = !isCode;
      continue;
    }
    const codes = isCode ? [line] : [...line.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
    for (const one of codes.flatMap((code) => code.split(/&&|\|\||[;|]/))) {
      const needs = needsOf(one.trim().replace(/^[$>]\s+/, ''));
      if (needs !== undefined) commands.push({ text: one.trim(), line: place + 1, needs });
    }
  }
  return commands;
}

function needsOf(command: string): Command['needs'] | undefined {
  const [program = '', ...rest] = command.replace(/^(?:(?:sudo|exec|time|nice)\s+|\w+=\S*\s+)+/, '').split(/\s+/);
  if (/^(npm|pnpm|yarn)$/.test(program) && rest[0] === 'run') {
    const name = firstOf(rest.slice(1));
    return name === undefined || /[<${]/.test(name) ? undefined : { kind: 'script', name };
  }
  if (program === 'make') {
    const name = firstOf(rest);
    return name === undefined || /[<${=]/.test(name) ? undefined : { kind: 'goal', name };
  }
  const file = PROGRAM.exec(/^(node|bash|sh|python3?|tsx|ruby)$/.test(program) ? (rest.find((one) => !one.startsWith('-')) ?? '') : program.startsWith('./') ? program : '')?.[1];
  return file === undefined || /^(dist|build|node_modules)\//.test(file) ? undefined : { kind: 'file', name: file };
}

function firstOf(words: readonly string[]): string | undefined {
  return words.find((word, place) => !word.startsWith('-') && !TAKES_VALUE.test(words[place - 1] ?? ''));
}

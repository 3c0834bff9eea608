import { type Document, parseAllDocuments } from 'yaml';
import { isClusterText, isForTests, isYaml } from '../../gather/repository/places.ts';
import { isObject, type Json } from '../../json.ts';

/** One object of Kubernetes, as it stands in a file. */
export interface Manifest {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly kind: string;
  readonly name: string;
  readonly object: Json;
}

/** An object's member that is an object; empty where it is none. */
export const member = (object: unknown, ...path: readonly string[]): Json => {
  const inner = path.reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), object);
  return isObject(inner) ? inner : {};
};

/** The objects of all manifests. @returns also the files that are templates and become manifests only when somebody fills them in */
export function manifestsOf(texts: Readonly<Record<string, string>>): { readonly manifests: readonly Manifest[]; readonly templates: readonly string[] } {
  const manifests: Manifest[] = [];
  const templates: string[] = [];
  for (const [file, text] of Object.entries(texts)) {
    if (!isYaml(file) || !isClusterText(text) || isForTests(file)) continue;
    if (/\{\{.*\}\}/.test(text)) templates.push(file);
    else manifests.push(...objectsIn(file, text));
  }
  return { manifests, templates };
}

function objectsIn(file: string, text: string): readonly Manifest[] {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document): readonly Manifest[] => {
    const object = objectOf(document);
    if (!isObject(object) || typeof object['kind'] !== 'string') return [];
    const name = member(object, 'metadata')['name'];
    return [{ file, line: text.slice(0, document.contents?.range[0] ?? 0).split('\n').length, kind: object['kind'], name: typeof name === 'string' ? name : '?', object }];
  });
}

/** undefined where it is broken, or where its aliases multiply without end. */
function objectOf(document: Document.Parsed): unknown {
  try {
    return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 1_000 }) as unknown;
  } catch {
    return undefined;
  }
}

const RUNS_ALWAYS = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** What runs all the time, container by container. A patch names a container without its image: it is no whole one and is left out. */
export function containersOf(manifest: Manifest): readonly { readonly manifest: Manifest; readonly pod: Json; readonly container: Json }[] {
  if (!RUNS_ALWAYS.has(manifest.kind)) return [];
  const pod = member(manifest.object, 'spec', 'template', 'spec');
  const containers = Array.isArray(pod['containers']) ? pod['containers'] : [];
  return containers.filter(isObject).filter(({ image }) => typeof image === 'string').map((container) => ({ manifest, pod, container }));
}

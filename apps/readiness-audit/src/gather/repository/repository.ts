import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { EnvironmentRead, Lock, Repository, SecretFound, Specification } from '../../artifacts/repository.ts';
import type { Lab } from '../lab.ts';
import { Unavailable } from '../unavailable.ts';
import { environmentReadsIn, namesInExample } from './environment.ts';
import { filesOf, sizeOfFile } from './listing.ts';
import { isLock, lockOf } from './locks.ts';
import { isEnvExample, isDocument, isForTests, isRead, isSource, isWeaknessReport } from './places.ts';
import { isSpecificationName, specificationOf } from './specifications.ts';
import { secretsIn, withoutSecrets } from './secrets.ts';

const LARGEST_TEXT = 524_288;
/** Made by programs, and as large as they like. */
const LARGEST_MADE = 32 * 1_048_576;
/** In all; and of what is kept. */
const MOST_READ = 128 * 1_048_576;
const MOST_KEPT = 8 * 1_048_576;
/** Where a scanner's report is left that is not committed. */
const USUAL_REPORTS = ['reports/npm-audit.json', 'reports/trivy.json', 'reports/grype.json'];

/** @throws Unavailable when no repository is named, or when it is not there */
export async function gatherRepository(lab: Lab): Promise<Repository> {
  const { repository, folder } = lab.target;
  if (repository === undefined) throw new Unavailable('The target file does not say where the repository is: name its folder in `repository`.');
  const root = path.resolve(folder, repository);
  if ((await stat(root).catch(() => undefined))?.isDirectory() !== true) throw new Unavailable(`There is no folder ${repository}: correct \`repository\` in the target file.`);
  const { isGit, files } = await filesOf(root);
  if (files.length === 0) throw new Unavailable(`The folder ${repository} holds no file: correct \`repository\` in the target file.`);
  const reader = new Reader(root);
  for (const file of [...files, ...USUAL_REPORTS.filter((one) => !files.includes(one))]) await reader.read(file);
  return { isGit, files, ...reader.found() };
}

/** Reads one file after another and keeps what checks want to know. */
class Reader {
  readonly #root: string;
  readonly #texts: Record<string, string> = {};
  readonly #unread: string[] = [];
  readonly #secrets: (SecretFound & { readonly file: string })[] = [];
  readonly #reads: EnvironmentRead[] = [];
  readonly #words = new Set<string>();
  readonly #locks: Lock[] = [];
  readonly #specifications: Specification[] = [];
  #read = 0;
  #kept = 0;
  #count = 0;

  constructor(root: string) {
    this.#root = root;
  }

  async read(file: string): Promise<void> {
    const size = await sizeOfFile(path.join(this.#root, file));
    if (size === undefined) return;
    if (size > (isLock(file) || isSpecificationName(file) || isWeaknessReport(file) ? LARGEST_MADE : LARGEST_TEXT) || this.#read + size > MOST_READ) {
      this.#unread.push(file);
      return;
    }
    const bytes = await readFile(path.join(this.#root, file)).catch(() => Buffer.alloc(1));
    this.#read += size;
    // What holds a NUL is no text.
    if (bytes.subarray(0, 8_192).includes(0)) return;
    this.#count += 1;
    const text = bytes.toString();
    if (isLock(file)) this.#locks.push(lockOf(file, text));
    else this.#take(file, text);
  }

  found(): Omit<Repository, 'isGit' | 'files'> {
    const shown = Object.entries(this.#texts).filter(([file]) => isEnvExample(file)).flatMap(([, text]) => namesInExample(text));
    return { texts: this.#texts, textsRead: this.#count, unread: this.#unread, secrets: this.#secrets, environment: { reads: this.#reads, mentioned: [...new Set(shown)].filter((name) => this.#words.has(name)) }, locks: this.#locks, specifications: this.#specifications };
  }

  #take(file: string, text: string): void {
    if (isSource(file)) this.#reads.push(...environmentReadsIn(file, text));
    if (!isEnvExample(file) && !isDocument(file)) for (const [word] of text.matchAll(/\b[A-Z][A-Z0-9_]+\b/g)) this.#words.add(word);
    const specification = isForTests(file) ? undefined : specificationOf(file, text);
    if (specification !== undefined) this.#specifications.push(specification);
    const secrets = secretsIn(text);
    if (!isForTests(file) && !isEnvExample(file)) this.#secrets.push(...secrets.map((one) => ({ ...one, file })));
    if (!isRead(file, text)) return;
    if (this.#kept + text.length > MOST_KEPT) {
      this.#unread.push(file);
      return;
    }
    this.#kept += text.length;
    this.#texts[file] = secrets.length === 0 ? text : withoutSecrets(text);
  }
}

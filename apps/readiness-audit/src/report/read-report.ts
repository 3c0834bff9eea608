import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Sentence, sentenceOf } from '../cli/sentence.ts';
import type { Report } from './report.ts';
import { REPORT_SCHEMA } from './report-schema.ts';

export const REPORT_FILE = 'report.json';

/**
 * Reads a report.
 * @param place of report.json, or of the folder in which it lies
 * @throws Sentence for what cannot be read, is no report, or is one of another version
 */
export function readReport(place: string): Report {
  const file = fileAt(place);
  const value = parsed(file);
  const version = typeof value === 'object' && value !== null && 'reportVersion' in value ? value.reportVersion : undefined;
  if (version === undefined) throw new Sentence(`${file} is no report of plumbline-audit: it says no reportVersion.`);
  if (version !== 1) throw new Sentence(`${file} is a report of version ${JSON.stringify(version)}, and this program reads version 1: use the plumbline-audit that wrote it.`);
  complain(file, value);
  return value as Report;
}

/** The folder of a report; its exchanges lie in it, too. @param place as for `readReport`. @throws Sentence when it is not there */
export const folderOfReport = (place: string): string => path.dirname(fileAt(place));

function fileAt(place: string): string {
  try {
    return statSync(place).isDirectory() ? path.join(place, REPORT_FILE) : place;
  } catch (error) {
    throw new Sentence(sentenceOf(error));
  }
}

function parsed(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Sentence(sentenceOf(error));
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Sentence(`${file} is no report: it is ${text.trim() === '' ? 'empty' : 'no JSON, or was cut off'}.`);
  }
}

function complain(file: string, value: unknown): void {
  const ajv = new Ajv2020({ strictTypes: false });
  addFormats.default(ajv);
  const validate = ajv.compile(REPORT_SCHEMA);
  if (validate(value)) return;
  const [first] = validate.errors ?? [];
  const { instancePath = '', message = 'is not understood' } = first ?? {};
  throw new Sentence(`${file} is a broken report: ${instancePath === '' ? 'it' : instancePath} ${message}.`);
}

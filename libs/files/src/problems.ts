import { defineProblems, PROBLEMS } from '@plumbline/problems';

export const FILE_PROBLEMS = defineProblems({
  FILE_EMPTY: { status: 400, title: 'The file is empty', level: 'info', retryable: false, cure: 'Send a file that has content.' },
  FILE_TYPE_REFUSED: { status: 400, title: 'Files of this type are not taken', level: 'info', retryable: false, cure: 'Send PDF, PNG, JPEG, DOCX, XLSX, PPTX, ODT, ODS, ODP, or text in UTF-8 (TXT, MD, LOG, CSV), with an ending that fits the content.' },
  FILE_UNSAFE: { status: 400, title: 'The file may do harm', level: 'warn', retryable: false, cure: 'Save or print the document anew, without macros, scripts, attachments and passwords, and send that.' },
  UPLOAD_CUT_OFF: { status: 400, title: 'The upload broke off', level: 'info', retryable: true, cure: 'Send the whole file again.' },
  FILE_TOO_LARGE: { status: 413, title: 'The file is too large', level: 'info', retryable: false, cure: 'Send at most 20 MiB; split the document, or save it with smaller pictures.' },
});

/** What an operation that takes a file must declare besides its own problems. */
export const UPLOAD_PROBLEMS = [...Object.values(FILE_PROBLEMS), PROBLEMS.OVERLOADED] as const;

/** A kind of document that is taken. */
export interface Format {
  readonly mediaType: string;
  /** As it is called in sentences: `The content is a PDF document`. */
  readonly title: string;
  /** Endings of names, without the dot; the first one is given to a name that has none. */
  readonly extensions: readonly [string, ...string[]];
}

/**
 * What firms prove things with: papers and scans, pictures, office documents of the two open standards, and lists. Everything else has
 * another program run over it, and each such program is one more to be attacked through. GIF, WebP, HEIC and TIFF can be saved as PNG or
 * JPEG, DOC and XLS as DOCX and XLSX, an archive can be unpacked.
 */
export const FORMATS = {
  pdf: { mediaType: 'application/pdf', title: 'a PDF document', extensions: ['pdf'] },
  png: { mediaType: 'image/png', title: 'a PNG picture', extensions: ['png'] },
  jpeg: { mediaType: 'image/jpeg', title: 'a JPEG picture', extensions: ['jpg', 'jpeg', 'jpe', 'jfif'] },
  docx: { mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', title: 'a DOCX document', extensions: ['docx'] },
  xlsx: { mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', title: 'an XLSX workbook', extensions: ['xlsx'] },
  pptx: { mediaType: 'application/vnd.openxmlformats-officedocument.presentationml.presentation', title: 'a PPTX presentation', extensions: ['pptx'] },
  odt: { mediaType: 'application/vnd.oasis.opendocument.text', title: 'an ODT document', extensions: ['odt'] },
  ods: { mediaType: 'application/vnd.oasis.opendocument.spreadsheet', title: 'an ODS workbook', extensions: ['ods'] },
  odp: { mediaType: 'application/vnd.oasis.opendocument.presentation', title: 'an ODP presentation', extensions: ['odp'] },
  csv: { mediaType: 'text/csv', title: 'text', extensions: ['csv'] },
  text: { mediaType: 'text/plain', title: 'text', extensions: ['txt', 'md', 'log', 'text'] },
} as const satisfies Record<string, Format>;

/** Judges a content as it streams by, from its first byte to its last. */
export interface ContentCheck {
  /** @throws Problem FILE_TYPE_REFUSED, FILE_UNSAFE as soon as it is known. */
  take(bytes: Buffer): void;
  /** @returns what it is. @throws Problem as `take`. */
  end(): Format;
}

import { type Entry, OddArchive } from './central-directory.js';

const MIB = 1_048_576;
/** Files in an archive; a workbook of a hundred sheets has about 300. */
export const MOST_ENTRIES = 2_000;
/** All of them together, unpacked. */
const MOST_UNPACKED_BYTES = 200 * MIB;
/** Text packs to a tenth, seldom to a fortieth; nothing that people write is packed to less than a hundredth (deflate: at most 1:1032). */
const MOST_RATIO = 100;
/** Below this, a ratio says nothing: a page of blanks. */
const RATIO_FROM_BYTES = MIB;

/** Archives in archives, and what runs. Office documents that are embedded in others (the data behind a chart) are neither. */
const REFUSED_ENDINGS = new Set(
  'zip zipx jar war apk rar 7z gz tgz bz2 tbz xz txz zst lz lzh arj ace cab iso img dmg exe dll com scr pif cpl msi msp bat cmd ps1 psm1 vbs vbe vb js jse mjs wsf wsh hta lnk reg sh app jnlp docm dotm xlsm xltm xlam xlsb pptm potm ppsm ppam'.split(' '),
);
/** Where the two standards keep macros (MS-OVBA, MS-OFFMACRO; ODF 1.3 part 2, section 3.1) and controls that run. */
const ACTIVE_PARTS = /(?:^|\/)(?:vbaProject\.bin|vbaProjectSignature\w*\.bin|vbaData\.xml|macrosheets\/|activeX\/)|^(?:Basic|Scripts)\//i;

const isOutward = (name: string): boolean => /^(?:\/|[A-Za-z]:)|\\|\0|(?:^|\/)\.\.(?:\/|$)/.test(name);

function checkEntry({ name, isEncrypted, bytes, compressedBytes }: Entry): void {
  if (isEncrypted) throw new OddArchive('it is encrypted');
  if (isOutward(name)) throw new OddArchive('a file in it has a path that leads out of it');
  if (ACTIVE_PARTS.test(name)) throw new OddArchive('it holds macros or controls');
  if (REFUSED_ENDINGS.has(/\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? '')) throw new OddArchive('it holds an archive, a program or a script');
  if (bytes > RATIO_FROM_BYTES && bytes > compressedBytes * MOST_RATIO) throw new OddArchive('it unpacks to far more than it seems');
}

/** Entries that share bytes unpack to more than is there, without any great ratio of their own (Fifield, "A better zip bomb", 2019). */
function refuseOverlaps(entries: readonly Entry[]): void {
  const inOrder = entries.toSorted((a, b) => a.from - b.from);
  if (inOrder[0]?.from !== 0) throw new OddArchive('something stands before its first file');
  if (inOrder.some((entry, place) => place > 0 && entry.from < (inOrder[place - 1] as Entry).to)) throw new OddArchive('files in it overlap');
}

/**
 * Holds the entries of an archive to what a document needs. What the directory says is believed: nothing is unpacked here, and whoever does
 * must bear sizes that are lies, as their programs do.
 * @throws OddArchive saying what is wrong.
 */
export function checkEntries(entries: readonly Entry[]): void {
  entries.forEach(checkEntry);
  if (entries.reduce((sum, { bytes }) => sum + bytes, 0) > MOST_UNPACKED_BYTES) throw new OddArchive('it unpacks to far more than it seems');
  // Programs differ in which one they take.
  if (new Set(entries.map(({ name }) => name.toLowerCase())).size < entries.length) throw new OddArchive('two files in it have one name');
  refuseOverlaps(entries);
}

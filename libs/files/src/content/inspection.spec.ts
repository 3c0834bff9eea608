import { describe, expect, it } from '@jest/globals';
import type { Problem } from '@plumbline/problems';
import { archive, openDocument, openXml, type Packed } from './archives.fixture.js';
import { jpeg, pdf, png } from './documents.fixture.js';
import { type Findings, Inspection } from './inspection.js';

const MIB = 1_048_576;

/** As the store does it: in segments. */
async function inspect(content: Buffer, name = 'evidence', segmentBytes = 261_104): Promise<Findings> {
  const inspection = new Inspection(name);
  for (let at = 0; at < content.length; at += segmentBytes) await inspection.take(Buffer.from(content.subarray(at, at + segmentBytes)));
  return inspection.end();
}

async function refusal(content: Buffer, name?: string): Promise<string> {
  return inspect(content, name).then(({ mediaType }) => `taken as ${mediaType}`, (error: unknown) => `${(error as Problem).type.code}: ${(error as Problem).detail}`);
}

const text = (value: string): Buffer => Buffer.from(value, 'utf8');

describe('what is taken, by its content', () => {
  it.each([
    ['a PDF', pdf(), 'application/pdf', 'evidence.pdf'],
    ['a PNG', png(), 'image/png', 'evidence.png'],
    ['a JPEG', jpeg(), 'image/jpeg', 'evidence.jpg'],
    ['a JPEG with what a telephone appends', Buffer.concat([jpeg(), Buffer.from('\0\0\0\x18ftypmp42 a film')]), 'image/jpeg', 'evidence.jpg'],
    ['a DOCX', openXml('docx'), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'evidence.docx'],
    ['an XLSX', openXml('xlsx'), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'evidence.xlsx'],
    ['a PPTX with the data behind a chart', openXml('pptx', [{ name: 'ppt/embeddings/Microsoft_Excel_Sheet1.xlsx', data: openXml('xlsx') }]), 'application/vnd.openxmlformats-officedocument.presentationml.presentation', 'evidence.pptx'],
    ['an ODT', openDocument('text'), 'application/vnd.oasis.opendocument.text', 'evidence.odt'],
    ['an ODS', openDocument('spreadsheet'), 'application/vnd.oasis.opendocument.spreadsheet', 'evidence.ods'],
    ['an ODP', openDocument('presentation'), 'application/vnd.oasis.opendocument.presentation', 'evidence.odp'],
    ['text', text('Grüße, 世界 🌍\r\n\tWe back up daily.\n'), 'text/plain', 'evidence.txt'],
    ['text with a byte order mark', text('\ufeffname;role\n'), 'text/plain', 'evidence.txt'],
    ['text that begins as a BMP does', text('BMI;name\n22;Ada\n'), 'text/plain', 'evidence.txt'],
  ])('is %s', async (_what, content, mediaType, name) => {
    expect(await inspect(content)).toEqual({ mediaType, name });
    expect(await inspect(content, 'evidence', 1_009)).toEqual({ mediaType, name });
  });

  it('is CSV when its name says so', async () => {
    expect(await inspect(text('name;role\n'), 'roles.CSV')).toEqual({ mediaType: 'text/csv', name: 'roles.CSV' });
  });

  it('is text whose characters stand across the seams of segments', async () => {
    for (const segmentBytes of [1, 2, 3, 5]) expect(await inspect(text('aé世🌍'.repeat(20)), 'a.txt', segmentBytes)).toMatchObject({ mediaType: 'text/plain' });
  });
});

describe('what is no document', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'FILE_EMPTY'],
    ['a Windows program', Buffer.concat([text('MZ\x90\0\x03\0\0\0'), Buffer.alloc(200)]), 'FILE_TYPE_REFUSED: The content is of the type application/x-msdownload.'],
    ['an ELF program', Buffer.from('7f454c4602010100000000000000000002003e00', 'hex'), 'FILE_TYPE_REFUSED: The content is of the type application/x-elf.'],
    ['a GIF', Buffer.from('GIF89a\x01\0\x01\0\0\0\0', 'latin1'), 'FILE_TYPE_REFUSED: The content is of the type image/gif.'],
    ['a GIF that is JavaScript', Buffer.from('GIF89a/*\0\0*/=1;alert(1)', 'latin1'), 'FILE_TYPE_REFUSED: The content is of the type image/gif.'],
    ['an old Word document', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]), 'FILE_TYPE_REFUSED: The content is an office document of before 2007, or has a password.'],
    ['text in UTF-16', Buffer.from('\ufeffhello', 'utf16le'), 'FILE_TYPE_REFUSED: The content is text in UTF-16.'],
    ['text in Windows-1252', Buffer.from('Gr\xfc\xdfe\n', 'latin1'), 'FILE_TYPE_REFUSED: The content is neither a document nor text in UTF-8.'],
    ['text that is cut within a character', text('世界').subarray(0, 5), 'FILE_TYPE_REFUSED: The content is neither'],
    ['text with a control character further on', text(`${'a'.repeat(300_000)}\x1b[2J`), 'FILE_TYPE_REFUSED: The content is neither'],
    ['a plain archive', archive([{ name: 'a.pdf', data: pdf() }]), 'FILE_TYPE_REFUSED: This is an archive.'],
    ['bytes of no type', Buffer.alloc(100), 'FILE_TYPE_REFUSED: The content is of no known type.'],
    ['a web page', text('\n  <!DOCTYPE html><script>alert(1)</script>'), 'FILE_UNSAFE: The content is a web page'],
    ['a web page behind a byte order mark', text('\ufeff<html >'), 'FILE_UNSAFE: The content is a web page'],
    ['an SVG', text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'FILE_UNSAFE: The content is a web page'],
    ['an SVG behind a comment', text('<!-- hi --><svg onload="alert(1)"/>'), 'FILE_UNSAFE: The content is a web page'],
    ['XML', text('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'), 'FILE_UNSAFE: The content is a web page'],
    ['a shell script', text('#!/bin/sh\nrm -rf /\n'), 'FILE_UNSAFE: The content is a script'],
    ['RTF', text('{\\rtf1\\ansi hello}'), 'FILE_UNSAFE: The content is a script'],
    ['PostScript', text('%!PS-Adobe-3.0\n'), 'FILE_UNSAFE: The content is a script'],
  ])('is refused: %s', async (_what, content, expected) => {
    expect((await refusal(content)).slice(0, expected.length)).toBe(expected);
  });
});

describe('two formats in one', () => {
  it.each([
    ['a PDF that is an archive', Buffer.concat([pdf(), archive([{ name: 'a.class', data: 'x' }]), text('%%EOF')]), 'FILE_UNSAFE: This PDF is an archive, too.'],
    ['a PNG that is an archive in a chunk of its own', png([['zzZz', archive([{ name: 'a.class', data: 'x' }])]]), 'FILE_UNSAFE: This picture is an archive, too.'],
    ['a PNG with something behind its end', Buffer.concat([png(), text('<?php system($_GET[0]);')]), 'FILE_UNSAFE: This picture is cut off'],
    ['a PNG that has something between two ends', Buffer.concat([png(), text('<script>alert(1)</script>'), png().subarray(-12)]), 'FILE_UNSAFE: This picture is cut off'],
    ['a PNG that is cut off', png().subarray(0, -5), 'FILE_UNSAFE: This picture is cut off'],
    ['a JPEG with an archive behind it', Buffer.concat([jpeg(), archive([{ name: 'a.class', data: 'x' }])]), 'FILE_UNSAFE: This picture is an archive, too.'],
    ['a JPEG with an archive and a comment behind it', Buffer.concat([jpeg(), archive([{ name: 'a', data: 'x' }], { comment: 'c'.repeat(60_000) })]), 'FILE_UNSAFE: This picture is an archive, too.'],
    ['a JPEG that is a PDF', jpeg(Buffer.concat([Buffer.alloc(100), pdf()])), 'FILE_UNSAFE: This is a PDF behind something else.'],
    ['a PDF behind something', Buffer.concat([text('\n'), pdf()]), 'FILE_UNSAFE: This is a PDF behind something else.'],
    ['a PDF with a program behind it', Buffer.concat([pdf(), Buffer.alloc(1_100, 1)]), 'FILE_UNSAFE: This PDF is cut off, or something was appended'],
    ['a PDF that is cut off', pdf(200_000).subarray(0, 150_000), 'FILE_UNSAFE: This PDF is cut off'],
    ['a document behind a picture', openXml('docx', [], { before: jpeg() }), 'FILE_UNSAFE: This picture is an archive, too.'],
    ['a document behind another archive', openXml('docx', [], { before: archive([{ name: 'a', data: 'x' }]) }), 'FILE_UNSAFE: This is not a document that can be taken: something stands before its first file.'],
    ['a document with something appended', Buffer.concat([openXml('docx'), text('x')]), 'FILE_UNSAFE: This is not a document that can be taken: it is cut off'],
    ['a document with a comment', openXml('docx', [], { comment: 'hello' }), 'FILE_UNSAFE: This is not a document that can be taken: it is cut off'],
  ])('are refused: %s', async (_what, content, expected) => {
    expect((await refusal(content)).slice(0, expected.length)).toBe(expected);
  });
});

describe('a PNG', () => {
  it('ends where its first IEND does, wherever the seams of segments fall', async () => {
    const twice = Buffer.concat([png(), png().subarray(-12)]);
    for (let seam = 8; seam <= 90; seam += 1) {
      await expect(inspect(png(), 'a.png', seam)).resolves.toMatchObject({ mediaType: 'image/png' });
      await expect(inspect(twice, 'a.png', seam)).rejects.toMatchObject({ type: { code: 'FILE_UNSAFE' } });
    }
  });
});

describe('a PDF that does something', () => {
  it.each(['/S /JavaScript /JS (app.alert\\(1\\))', '/S /Launch /F (cmd.exe)', '/Type /EmbeddedFile', '/Subtype /RichMedia'])('is refused: %s', async (action) => {
    expect(await refusal(pdf(5_000, action))).toMatch(/^FILE_UNSAFE: This PDF has a script/);
  });

  it('is refused wherever the seam of two segments falls', async () => {
    const content = pdf(500, '/S /JavaScript');
    const at = content.indexOf('/JavaScript');
    for (let seam = at - 1; seam <= at + 12; seam += 1) await expect(inspect(content, 'a.pdf', seam)).rejects.toMatchObject({ type: { code: 'FILE_UNSAFE' } });
  });
});

const bomb = (claims: Packed['claims']): Packed => ({ name: 'word/media/image1.bmp', data: 'x', claims: claims ?? {} });

describe('a document whose archive does harm', () => {
  it.each([
    ['unpacks to more than 200 MiB', openXml('docx', Array.from({ length: 30 }, (_, place) => ({ name: `word/${place}.xml`, data: 'x'.repeat(90_000), stored: true as const, claims: { bytes: 8 * MIB } }))), 'it unpacks to far more'],
    ['really is a bomb of zeros', openXml('docx', [{ name: 'word/media/zeros.bmp', data: Buffer.alloc(30 * MIB) }]), 'it unpacks to far more'],
    ['says that a part unpacks to more than a hundredfold', openXml('docx', [bomb({ bytes: 2 * MIB })]), 'it unpacks to far more'],
    ['says that a part is larger than the archive', openXml('docx', [bomb({ compressedBytes: 2 * MIB })]), 'a file in it is said to lie outside'],
    ['lets its parts overlap', openXml('docx', [{ name: 'word/a.xml', data: 'x', claims: { from: 0 } }]), 'files in it overlap'],
    ['holds 2,001 files', openXml('docx', Array.from({ length: 1_998 }, (_, place) => ({ name: `word/${place}`, data: '' }))), 'it holds more than 2000 files'],
    ['holds an archive', openXml('docx', [{ name: 'word/embeddings/a.zip', data: 'x' }]), 'it holds an archive, a program or a script'],
    ['holds a program', openXml('docx', [{ name: 'word/embeddings/a.ExE', data: 'x' }]), 'it holds an archive, a program or a script'],
    ['is encrypted', openXml('docx', [{ name: 'word/a.xml', data: 'x', flags: 1 }]), 'it is encrypted'],
    ['has macros', openXml('docx', [{ name: 'word/vbaProject.bin', data: 'x' }]), 'it holds macros'],
    ['has macros of Excel 4', openXml('xlsx', [{ name: 'xl/macrosheets/sheet1.xml', data: 'x' }]), 'it holds macros'],
    ['has macros of OpenDocument', openDocument('text', [{ name: 'Basic/Standard/Module1.xml', data: 'x' }]), 'it holds macros'],
    ['has controls', openXml('docx', [{ name: 'word/activeX/activeX1.bin', data: 'x' }]), 'it holds macros or controls'],
    ['leads up', openXml('docx', [{ name: 'word/../../etc/passwd', data: 'x' }]), 'a file in it has a path'],
    ['leads to the root', openXml('docx', [{ name: '/etc/passwd', data: 'x' }]), 'a file in it has a path'],
    ['leads to a drive', openXml('docx', [{ name: 'C:/a', data: 'x' }]), 'a file in it has a path'],
    ['leads backwards', openXml('docx', [{ name: 'word\\..\\a', data: 'x' }]), 'a file in it has a path'],
    ['has one name twice', openXml('docx', [{ name: 'WORD/document.xml', data: 'x' }]), 'two files in it have one name'],
    ['uses ZIP64 at its end', openXml('docx', [], { end: { 10: [2, 0xffff], 8: [2, 0xffff] } }), 'it uses ZIP64'],
    ['uses ZIP64 in a file', openXml('docx', [bomb({ bytes: 0xffffffff })]), 'it uses ZIP64'],
    ['is one of several disks', openXml('docx', [], { end: { 4: [2, 1] } }), 'it is one of several parts'],
    ['says that its directory is elsewhere', openXml('docx', [], { end: { 16: [4, 0] } }), 'its directory is not where it says'],
    ['says that it has fewer files', openXml('docx', [], { end: { 8: [2, 1], 10: [2, 1] } }), 'its directory holds more than it says'],
    ['says that it has more files', openXml('docx', [], { end: { 8: [2, 9], 10: [2, 9] } }), 'its directory is broken'],
    ['has a directory without end', openXml('docx', Array.from({ length: 1_990 }, (_, place) => ({ name: `word/${'a'.repeat(200)}${place}`, data: '' }))), 'its directory is larger'],
  ])('is refused: it %s', async (_what, content, expected) => {
    const found = await refusal(content);
    expect(found.slice(0, 60 + expected.length)).toContain(`FILE_UNSAFE: This is not a document that can be taken: ${expected}`);
  });
});

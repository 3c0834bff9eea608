import { describe, expect, it } from '@jest/globals';
import { nameFor, plainName } from './file-name.js';
import { FORMATS } from './format.js';

describe('the name of a file', () => {
  it.each([
    ['policy.pdf', 'policy.pdf'],
    ['/etc/passwd', 'passwd'],
    ['../../../etc/shadow', 'shadow'],
    ['C:\\Users\\ada\\plan.docx', 'plan.docx'],
    ['..', 'file'],
    ['.', 'file'],
    ['', 'file'],
    ['a/', 'file'],
    ['.htaccess', 'htaccess'],
    ['a\r\nSet-Cookie: b=c.pdf', 'aSet-Cookie_ b=c.pdf'],
    ['a\0.pdf', 'a.pdf'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['\u2067a\u2069.txt', 'a.txt'],
    ['cafe\u0301.pdf', 'caf\u00e9.pdf'],
    ['a<b>:"c"|?*.pdf', 'a_b___c____.pdf'],
    ['CON', '_CON'],
    ['com1.txt', '_com1.txt'],
    ['console.txt', 'console.txt'],
    ['  a plan. ', 'a plan'],
    ['\ud800broken.pdf', 'broken.pdf'],
    ['👩‍👩‍👧.png', '👩‍👩‍👧.png'],
    ['报告.pdf', '报告.pdf'],
  ])('%j is kept as %j', (claimed, kept) => {
    expect(plainName(claimed)).toBe(kept);
  });
});

describe('its ending', () => {
  it.each([
    [FORMATS.pdf, 'plan', 'plan.pdf'],
    [FORMATS.pdf, 'plan.PDF', 'plan.PDF'],
    [FORMATS.pdf, 'plan v1.2', 'plan v1.2.pdf'],
    [FORMATS.pdf, 'plan.final', 'plan.final.pdf'],
    [FORMATS.jpeg, 'photo.jpeg', 'photo.jpeg'],
    [FORMATS.text, 'notes.md', 'notes.md'],
    [FORMATS.text, 'notes', 'notes.txt'],
    [FORMATS.pdf, 'pdf', 'pdf.pdf'],
  ])('is one of the format\'s', (format, name, kept) => {
    expect(nameFor(format, name)).toBe(kept);
  });

  it.each([
    [FORMATS.png, 'evidence.pdf', 'The name ends in .pdf, but the content is a PNG picture. Send the file that you meant, or name it .png.'],
    [FORMATS.pdf, 'setup.EXE', 'The name ends in .exe, but the content is a PDF document.'],
    [FORMATS.text, 'page.html', 'The name ends in .html, but the content is text.'],
    [FORMATS.text, 'code.js', 'The name ends in .js, but the content is text.'],
    [FORMATS.docx, 'macro.docm', 'The name ends in .docm, but the content is a DOCX document.'],
  ])('must not be another\'s', (format, name, detail) => {
    expect(() => nameFor(format, name)).toThrow(detail);
  });

  it('stays when a long name is shortened, by code points', () => {
    const kept = nameFor(FORMATS.docx, `${'🌍'.repeat(300)}.docx`);
    expect([[...kept].length, kept.endsWith('🌍.docx')]).toEqual([120, true]);
  });
});

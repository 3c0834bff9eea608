import { describe, expect, it } from '@jest/globals';
import type { Mail } from '../mailer.js';
import { htmlPart } from './html-part.js';
import { contentOf } from './mail-content.js';
import { textPart } from './text-part.js';

const MAIL: Mail = {
  id: 'users:1:1:0:verify',
  to: 'ada@example.org',
  subject: 'Confirm "your" address',
  paragraphs: ['Hello <script>alert(1)</script> & welcome.', 'The link works for 24 hours.'],
  action: { label: 'Confirm <now>', url: 'https://plumbline.example/verify?token=a&next="x"' },
};

describe('the text part', () => {
  it('is paragraphs, the bare address on a line of its own, and the closing as a signature', () => {
    expect(textPart(contentOf(MAIL))).toBe(`Hello <script>alert(1)</script> & welcome.

The link works for 24 hours.

Confirm <now>:
https://plumbline.example/verify?token=a&next="x"

-- 
Plumbline sent this mail by itself; nobody reads what is answered to it.
`);
  });

  it('keeps a name in a paragraph from making lines of its own, or from turning the direction of a link', () => {
    const { paragraphs } = contentOf({ ...MAIL, paragraphs: [' Eve\r\n\r\nOpen:\u2028https://evil.example \u202Emoc.live\u0007 '] });
    expect(paragraphs).toEqual(['Eve Open: https://evil.example moc.live']);
  });
});

describe('the HTML part', () => {
  const html = htmlPart(contentOf(MAIL));

  it('shows every text as it is', () => {
    expect(html).toContain('<p>Hello &lt;script&gt;alert(1)&lt;/script&gt; &amp; welcome.</p>');
    expect(html).toContain('<title>Confirm &quot;your&quot; address</title>');
    expect(html).toContain('>Confirm &lt;now&gt;</a>');
    expect(html.match(/href="([^"]*)"/g)).toEqual(Array(2).fill('href="https://plumbline.example/verify?token=a&amp;next=&quot;x&quot;"'));
  });

  it('loads nothing and runs nothing', () => {
    expect(html).not.toMatch(/<(?:script|img|link|iframe|object|style|form|input)|url\(|src=|\son\w+=/i);
  });

  it('says its language, its title and its role, and leaves the colours of text and paper to the reader', () => {
    expect(html).toMatch(/<html lang="en" dir="ltr"/);
    expect(html).toContain('role="article" aria-label="Confirm &quot;your&quot; address"');
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html.replace(/<a [^>]*>/g, '')).not.toMatch(/(?:[^-]color|background):/);
  });

  it('has no button without an action', () => {
    const plain: Mail = { id: MAIL.id, to: MAIL.to, subject: MAIL.subject, paragraphs: MAIL.paragraphs };
    expect(htmlPart(contentOf(plain))).not.toContain('<a ');
    expect(textPart(contentOf(plain))).not.toContain('http');
  });
});

import { writeFileSync } from 'node:fs';
import { envExample } from '@plumbline/config';

/** Writes what is generated from the code: `.env.example`. Tests fail when a file differs from what this writes. */
writeFileSync('.env.example', envExample());

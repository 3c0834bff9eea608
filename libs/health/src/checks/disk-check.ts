import { Injectable } from '@nestjs/common';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { ReadinessCheck } from '../readiness-check.js';

/** An upload of 20 MiB must fit several times over. */
const LEAST_FREE_BYTES = 128 * 1024 * 1024;

/** Space where uploads are put down. */
@Injectable()
export class DiskCheck extends ReadinessCheck {
  override readonly name = 'disk';
  override readonly required = true;

  override async check(): Promise<void> {
    const { bavail, bsize } = await statfs(tmpdir());
    if (bavail * bsize < LEAST_FREE_BYTES) throw new Error(`Only ${Math.round((bavail * bsize) / 1024 / 1024)} MiB are free where temporary files go.`);
  }
}

import { randomUUID } from 'node:crypto';
import type { Exchange } from '../http/exchange.ts';
import type { Operation } from '../openapi/document.ts';
import type { Lab } from './lab.ts';
import { Unavailable } from './unavailable.ts';

/** What the target answers where nothing is: what looks like this proves nothing. */
export interface Surface {
  readonly root: Exchange;
  /** A path that cannot exist. */
  readonly unknown: Exchange;
  /** The same below the base path of the document's operations. */
  readonly unknownBelow: Exchange;
}

/** @throws Unavailable when the target cannot be reached */
export async function gatherSurface(lab: Lab): Promise<Surface> {
  const below = operationsOf(lab)[0]?.path.split('/{')[0]?.split('/').slice(0, -1).join('/') ?? '';
  const at = (path: string): Promise<Exchange> => lab.send({ method: 'GET', path });
  return { root: await at('/'), unknown: await at(`/${randomUUID()}`), unknownBelow: await at(`${below}/${randomUUID()}`) };
}

/** None where there is no document: the surface is there all the same. */
function operationsOf(lab: Lab): readonly Operation[] {
  try {
    return lab.artifact('document').operations;
  } catch (error) {
    if (error instanceof Unavailable) return [];
    throw error;
  }
}

import { randomUUID } from 'node:crypto';
import type { Surface } from '../artifacts/surface.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Operation } from '../openapi/document.ts';
import type { Lab } from './lab.ts';
import { Unavailable } from './unavailable.ts';

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

import type { Route } from '../world.ts';

interface Node {
  readonly fixed: Map<string, Node>;
  variable: Node | undefined;
  readonly routes: Map<string, Route>;
  readonly names: Map<string, readonly string[]>;
}

export interface Found {
  readonly route: Route;
  readonly path: Readonly<Record<string, string>>;
}

/** Finds the operation of an address in as many steps as the address has parts. */
export class Router {
  readonly #root = node();

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      let at = this.#root;
      const names: string[] = [];
      for (const part of partsOf(route.path)) {
        if (part.startsWith(':')) {
          names.push(part.slice(1));
          at = at.variable ??= node();
        } else {
          const next = at.fixed.get(part) ?? node();
          at.fixed.set(part, next);
          at = next;
        }
      }
      at.routes.set(route.method, route);
      at.names.set(route.method, names);
    }
  }

  find(method: string, pathname: string): Found | undefined {
    let at: Node | undefined = this.#root;
    const values: string[] = [];
    for (const part of partsOf(pathname)) {
      const fixed: Node | undefined = at.fixed.get(part);
      if (!fixed) values.push(part);
      at = fixed ?? at.variable;
      if (!at) return undefined;
    }
    const route = at.routes.get(method);
    if (!route) return undefined;
    const path: Record<string, string> = {};
    for (const [index, name] of (at.names.get(method) ?? []).entries()) path[name] = values[index] ?? '';
    return { route, path };
  }
}

function node(): Node {
  return { fixed: new Map(), variable: undefined, routes: new Map(), names: new Map() };
}

function partsOf(path: string): string[] {
  return path.split('/').slice(1);
}

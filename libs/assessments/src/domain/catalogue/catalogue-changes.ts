import type { Catalogue, Statement } from './catalogue.js';

/** One member that is different. */
export interface MemberChange {
  /** `text`, `remediation.effort` */
  readonly member: string;
  readonly before: string;
  readonly after: string;
}

/** A statement, or an area but for its statements, that is there in both versions and says something else. */
export interface ItemChange {
  readonly id: string;
  readonly members: readonly MemberChange[];
}

/** What is different between two versions of the catalogue; lists are in the order of the later one, `removed` in that of the earlier. */
export interface CatalogueChanges {
  readonly added: readonly Statement[];
  readonly removed: readonly Statement[];
  readonly changed: readonly ItemChange[];
  readonly areas: readonly ItemChange[];
}

/** @param from the version that is compared with; `to` may be older or newer. */
export function compareCatalogues(from: Catalogue, to: Catalogue): CatalogueChanges {
  const [before, after] = [statementsOf(from), statementsOf(to)];
  return {
    added: after.filter(({ id }) => !before.some((one) => one.id === id)),
    removed: before.filter(({ id }) => !after.some((one) => one.id === id)),
    changed: changes(before, after),
    areas: changes(headsOf(from), headsOf(to)),
  };
}

function statementsOf({ areas }: Catalogue): readonly Statement[] {
  return areas.flatMap(({ statements }) => statements);
}

function headsOf({ areas }: Catalogue): readonly { readonly id: string }[] {
  return areas.map(({ id, title, summary }) => ({ id, title, summary }));
}

function changes(before: readonly { readonly id: string }[], after: readonly { readonly id: string }[]): ItemChange[] {
  return after.flatMap((item) => {
    const earlier = before.find(({ id }) => id === item.id);
    const members = earlier === undefined ? [] : memberChanges(earlier, item);
    return members.length === 0 ? [] : [{ id: item.id, members }];
  });
}

function memberChanges(before: object, after: object): MemberChange[] {
  const [then, now] = [new Map(leaves(before, '')), new Map(leaves(after, ''))];
  return [...now].flatMap(([member, value]) => {
    const earlier = then.get(member) ?? '';
    return earlier === value ? [] : [{ member, before: earlier, after: value }];
  });
}

/** Every member that is no object, by its dotted path, as text. */
function leaves(value: object, prefix: string): [string, string][] {
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) => (typeof member === 'object' && member !== null ? leaves(member, `${prefix}${name}.`) : [[`${prefix}${name}`, String(member)] as [string, string]]));
}

/**
 * Attributes of entities, in the order of their appearance. Bounded: so many names, so many values each; `omitted` counts the rest.
 *
 * Maps, since names and values come from logs: a tag may be called `__proto__`. Must not know: what an attribute means.
 */
import type { EntityRef } from './model.ts';

export class AttributeBook {
  readonly #most: number;
  readonly #entities = new Map<string, { readonly ref: EntityRef; readonly names: Map<string, Set<string>> }>();
  omitted = 0;

  constructor(mostValues: number) {
    this.#most = mostValues;
  }

  /** Makes the entity known, with or without an attribute. */
  mention(ref: EntityRef): Map<string, Set<string>> {
    const key = entityKey(ref);
    let entity = this.#entities.get(key);
    if (entity === undefined) this.#entities.set(key, (entity = { ref: { kind: ref.kind, value: ref.value }, names: new Map() }));
    return entity.names;
  }

  add(ref: EntityRef, name: string, value: string): void {
    const names = this.mention(ref);
    let values = names.get(name);
    if (values === undefined) {
      // Every tag is an attribute, and AWS allows 50; others have fixed names.
      if (names.size >= 4 * this.#most) {
        this.omitted++;
        return;
      }
      names.set(name, (values = new Set()));
    }
    if (values.has(value)) return;
    if (values.size >= this.#most) this.omitted++;
    else values.add(value);
  }

  has(ref: EntityRef, name: string): boolean {
    return this.#entities.get(entityKey(ref))?.names.has(name) === true;
  }

  values(ref: EntityRef, name: string): readonly string[] {
    return [...(this.#entities.get(entityKey(ref))?.names.get(name) ?? [])];
  }

  /** `fromEntries` makes own members of all names, `__proto__` too. */
  of(ref: EntityRef): Readonly<Record<string, readonly string[]>> {
    const names = this.#entities.get(entityKey(ref))?.names ?? new Map<string, Set<string>>();
    return Object.fromEntries([...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, values]) => [name, [...values]]));
  }

  refs(): readonly EntityRef[] {
    return [...this.#entities.values()].map(({ ref }) => ref);
  }
}

export function entityKey({ kind, value }: EntityRef): string {
  return `${kind} ${value}`;
}

/**
 * `next`, with every part that is as it was before replaced by what it was: React then does again only what has really
 * changed, and nothing if the whole comes back as `before` itself.
 * @param next plain data; members of a list are recognised by their `id`, wherever they stand now
 */
export function keepSame<T>(before: unknown, next: T): T {
  return shared(before, next) as T // Equal to `next`, part by part.
}

function shared(before: unknown, next: unknown): unknown {
  if (Object.is(before, next)) return before
  if (Array.isArray(before) && Array.isArray(next)) return sharedList(before, next)
  if (isPlain(before) && isPlain(next)) return sharedMembers(before, next)
  return next
}

function sharedList(before: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  const known = new Map(before.map((member, i) => [idOf(member) ?? i, member]))
  const members = next.map((member, i) => shared(known.get(idOf(member) ?? i), member))
  return members.length === before.length && members.every((member, i) => Object.is(member, before[i]))
    ? before
    : members
}

function sharedMembers(before: Plain, next: Plain): Plain {
  const members = Object.entries(next).map(([name, member]) => [name, shared(before[name], member)] as const)
  const isSame =
    members.length === Object.keys(before).length &&
    members.every(([name, member]) => Object.hasOwn(before, name) && Object.is(member, before[name]))
  return isSame ? before : Object.fromEntries(members)
}

type Plain = { readonly [name: string]: unknown }

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function idOf(member: unknown): string | undefined {
  return isPlain(member) && typeof member['id'] === 'string' ? member['id'] : undefined
}

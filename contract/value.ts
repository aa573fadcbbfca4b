/** What a field can hold. Absent means unset; `null` never appears in stored data. */
export type Value = string | number | boolean | readonly string[]

/** The fields of a record that are set. */
export type Data = { readonly [field: string]: Value }

/** Changed fields only; `null` clears a field. */
export type Patch = { readonly [field: string]: Value | null }

/** What a record or patch holds in a field: own members only (F65), `null` if nothing. */
export function valueAt(data: Data | Patch, field: string): Value | null {
  return Object.hasOwn(data, field) ? (data[field] ?? null) : null
}

/** Are two field values the same? Many-choices are compared as sets; absent, `undefined` and `null` are one. */
export function sameValue(a: Value | null | undefined, b: Value | null | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return sameSet(a, b)
  return (a ?? null) === (b ?? null)
}

/** Do two records hold the same values in every field? */
export function sameData(a: Data, b: Data): boolean {
  return differingFields(a, b).length === 0
}

/** The names of the fields whose values differ, sorted. */
export function differingFields(a: Data | Patch, b: Data | Patch): string[] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].filter((name) => !sameValue(valueAt(a, name), valueAt(b, name))).sort()
}

/** `data` with `patch` applied: `null` removes a field. */
export function applyPatch(data: Data, patch: Patch): Data {
  // Spreading and deleting never reach a prototype, whatever the name (F65).
  const next: { [field: string]: Value | null } = { ...data, ...patch }
  for (const name of Object.keys(patch)) if (next[name] === null) delete next[name]
  // Every null came with the patch.
  return next as Data
}

/**
 * JSON with sorted object keys, so that equal values give equal text (RFC 8785 for the values that we allow). The server
 * hashes every change and every row with it, so the text is built by one call of the engine's own.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(withSortedKeys(value))
}

/** The value with its objects' keys sorted, at every depth; itself where they are already: sorting twice costs little. */
export function withSortedKeys<V>(value: V): V {
  // Of the same members, so of the same type.
  return sortedKeys(value) as V
}

function sortedKeys(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.some(isObject) ? value.map(sortedKeys) : value
  const members = value as { readonly [name: string]: unknown }
  const names = Object.keys(members)
  if (isSorted(names) && !names.some((name) => isObject(members[name]))) return value
  const sorted: { [name: string]: unknown } = {}
  for (const name of sortNames(names)) {
    const member = sortedKeys(members[name])
    // Assigning this one would set a prototype and lose the member (F65).
    if (name === '__proto__') Object.defineProperty(sorted, name, { value: member, enumerable: true })
    else sorted[name] = member
  }
  return sorted
}

/** Is it what JSON calls an object: no list, not null? */
export function isJsonObject(value: unknown): value is { readonly [name: string]: unknown } {
  return isObject(value) && !Array.isArray(value)
}

function isObject(value: unknown): boolean {
  return value !== null && typeof value === 'object'
}

function isSorted(names: readonly string[]): boolean {
  let last = ''
  for (const name of names) {
    if (name < last) return false
    last = name
  }
  return true
}

const FEW = 32

/** In place. The engine's own sort costs more than the few names of a record; by insertion many would cost far more. */
function sortNames(names: string[]): string[] {
  if (names.length > FEW) return names.sort()
  for (const [i, name] of names.entries()) {
    let at = i
    for (let before = names[at - 1]; before !== undefined && before > name; before = names[at - 1]) {
      names[at] = before
      at -= 1
    }
    names[at] = name
  }
  return names
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const set = new Set(b)
  return new Set(a).size === set.size && a.every((key) => set.has(key))
}

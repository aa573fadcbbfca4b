import type { Registry } from '../../../contract/registry.ts'
import { utf8Length } from '../../../contract/validate.ts'
import { recordName } from './record-name.ts'
import { leadsTo, pendingCreates, referencesIn } from './references.ts'
import { seal } from './seal.ts'
import type { Entry, OpenEntry, RecordKey, SealedEntry, SendMode } from './types.ts'

export interface BatchLimits {
  readonly changesMax: number
  /** UTF-8 bytes of the changes' JSON; a single change always goes. */
  readonly bytesMax: number
}

/** An open entry that may not leave yet, and the record whose pending entry it waits for (its own for a follower). */
export interface Held {
  readonly entry: OpenEntry
  readonly waitsFor: RecordKey
}

export interface Plan {
  /** What leaves next, in this order: sealed ones with their bytes, open ones to be sealed now. */
  readonly batch: readonly (OpenEntry | SealedEntry)[]
  readonly held: readonly Held[]
  /** What the person has to confirm first. */
  readonly unconfirmed: readonly OpenEntry[]
  /** Does anything that may leave remain after this batch? */
  readonly more: boolean
}

/**
 * Which entries leave and in what order: after every pending create they refer to, whatever their age, otherwise by first edit; a
 * delete after the pending changes that stop referring to it. An entry in trouble lets the others go first; one that failed alone
 * leaves alone.
 * @param outbox all entries; saved ones are left alone: fold them first
 */
export function plan(
  models: Registry,
  outbox: readonly Entry[],
  limits: BatchLimits,
  sendMode: SendMode = 'automatic',
): Plan {
  const { free, held, unconfirmed } = holdBack(models, outbox, sendMode)
  const byId = outbox.filter((entry) => entry.kind === 'sealed').sort((a, b) => a.mutationId - b.mutationId)
  // A parent that the person took up again may have left again before its child was answered, under a later id.
  const sealed = inOrder(models, byId)
  const trouble = troubleOf(models, sealed)
  // What refers to a create is in no less trouble than it, so this keeps the two in order.
  const ranked = sealed
    .map((entry) => ({ entry, ...trouble(entry) }))
    .sort((a, b) => a.alone - b.alone || a.retries - b.retries)
  const calm = ranked.filter(({ alone, retries }) => alone === 0 && retries === 0).map(({ entry }) => entry)
  const retried = ranked.filter(({ alone, retries }) => alone === 0 && retries > 0).map(({ entry }) => entry)
  const alone = ranked.filter((entry) => entry.alone > 0).map(({ entry }) => entry)
  const { first, late } = splitByParents(models, calm, free)
  const queue = [...first, ...inOrder(models, byEdit(free)), ...late, ...retried]
  const batch = queue.length > 0 ? cut(queue, limits) : alone.slice(0, 1)
  return { batch, held, unconfirmed, more: queue.length + alone.length > batch.length }
}

/** May it leave as far as the person is concerned? */
export function isConfirmed({ confirmed }: Entry, sendMode: SendMode = 'automatic'): boolean {
  return sendMode === 'automatic' || confirmed === true
}

/** The pending entries that refer to a record which exists on this device only: what is lost with its create. */
export function childrenOf(models: Registry, outbox: readonly Entry[], record: RecordKey): readonly Entry[] {
  const lost = new Set([recordName(record)])
  const children: Entry[] = []
  let found: readonly Entry[]
  do {
    found = outbox.filter(
      (entry) =>
        !children.includes(entry) &&
        !lost.has(recordName(entry)) &&
        referencesIn(models, entry.model, entry.patch).some((parent) => lost.has(recordName(parent))),
    )
    children.push(...found)
    for (const entry of found) if (entry.op === 'create') lost.add(recordName(entry))
  } while (found.length > 0)
  return children
}

/**
 * Open entries that may leave; those that wait for a pending create, for their own predecessor, or (a delete) for a change that
 * stops referring to their record and cannot leave before them; and those that wait for the person.
 */
function holdBack(models: Registry, outbox: readonly Entry[], sendMode: SendMode) {
  const unconfirmed = outbox.filter((entry) => entry.kind === 'open').filter((entry) => !isConfirmed(entry, sendMode))
  const leaving = stopReferring(
    models,
    outbox.filter((entry) => entry.kind === 'open' || entry.kind === 'sealed'),
  )
  const creates = pendingCreates(outbox)
  const underWay = new Set(outbox.filter(({ kind }) => kind === 'sealed').map(recordName))
  const known = new Map<string, RecordKey | undefined>()
  const waitsFor = (entry: OpenEntry): RecordKey | undefined => {
    const text = recordName(entry)
    if (underWay.has(text)) return { model: entry.model, id: entry.id }
    if (known.has(text)) return known.get(text)
    known.set(text, undefined)
    const mover = entry.op === 'delete' ? leaving.get(text)?.find(isKept) : undefined
    const parent =
      referencesIn(models, entry.model, entry.patch).find((reference) => {
        const create = creates.get(recordName(reference))
        return create !== undefined && isBlocked(create)
      }) ?? mover
    known.set(text, parent && { model: parent.model, id: parent.id })
    return known.get(text)
  }
  const isKept = (entry: OpenEntry | SealedEntry): boolean =>
    entry.kind === 'open'
      ? !isConfirmed(entry, sendMode) || waitsFor(entry) !== undefined
      : isInTrouble(entry) || isLate(entry)
  /** Does what is sealed leave only after an open create that it refers to? */
  const isLate = ({ model, patch }: SealedEntry): boolean =>
    referencesIn(models, model, patch).some((parent) => creates.get(recordName(parent))?.kind === 'open')
  const isBlocked = (create: Entry): boolean =>
    create.kind === 'parked' ||
    (create.kind === 'sealed' && isInTrouble(create)) ||
    (create.kind === 'open' && isKept(create))
  const free: OpenEntry[] = []
  const held: Held[] = []
  for (const entry of outbox) {
    if (entry.kind !== 'open' || !isConfirmed(entry, sendMode)) continue
    const parent = waitsFor(entry)
    if (parent) held.push({ entry, waitsFor: parent })
    else free.push(entry)
  }
  return { free, held, unconfirmed }
}

function byEdit(entries: readonly OpenEntry[]): OpenEntry[] {
  return [...entries].sort((a, b) => a.key - b.key)
}

/** Prerequisites first, otherwise, and in a circle, as they come. */
function inOrder<E extends OpenEntry | SealedEntry>(models: Registry, entries: readonly E[]): E[] {
  const creates = new Map(entries.filter(({ op }) => op === 'create').map((entry) => [recordName(entry), entry]))
  const leaving = stopReferring(models, entries)
  const ordered: E[] = []
  const begun = new Set<E>()
  const visit = (entry: E): void => {
    if (begun.has(entry)) return
    begun.add(entry)
    for (const parent of referencesIn(models, entry.model, entry.patch)) {
      const create = creates.get(recordName(parent))
      if (create && !leadsTo(models, creates, parent, entry)) visit(create)
    }
    for (const mover of moversOf(leaving, entry)) visit(mover)
    ordered.push(entry)
  }
  for (const entry of entries) visit(entry)
  return ordered
}

/**
 * A sealed entry that refers to a create which is to leave only now (a person took it up again since) goes after it, with its own
 * children, and with the deletes of what it stops referring to.
 */
function splitByParents(models: Registry, sealed: readonly SealedEntry[], free: readonly OpenEntry[]) {
  const awaited = new Set(pendingCreates(free).keys())
  const leaving = stopReferring(models, sealed)
  const late = new Set<SealedEntry>()
  for (const entry of sealed) {
    const isAfter = referencesIn(models, entry.model, entry.patch).some((parent) => awaited.has(recordName(parent)))
    if (!isAfter && !moversOf(leaving, entry).some((mover) => late.has(mover))) continue
    late.add(entry)
    if (entry.op === 'create') awaited.add(recordName(entry))
  }
  return { first: sealed.filter((entry) => !late.has(entry)), late }
}

/** By record: the changes that referred to it and will not any more. */
function stopReferring<E extends OpenEntry | SealedEntry>(
  models: Registry,
  entries: readonly E[],
): ReadonlyMap<string, readonly E[]> {
  const leaving = new Map<string, E[]>()
  for (const entry of entries) {
    for (const { field, ...target } of referencesIn(models, entry.model, entry.base.values)) {
      if (entry.op === 'update' && entry.patch[field] === target.id) continue
      const text = recordName(target)
      const others = leaving.get(text)
      if (others) others.push(entry)
      else leaving.set(text, [entry])
    }
  }
  return leaving
}

/** What leaves before a delete: the changes that stop referring to its record. */
function moversOf<E extends OpenEntry | SealedEntry>(
  leaving: ReadonlyMap<string, readonly E[]>,
  entry: E,
): readonly E[] {
  return entry.op === 'delete' ? (leaving.get(recordName(entry)) ?? []) : []
}

function isInTrouble({ retries, failedAlone = 0 }: SealedEntry): boolean {
  return retries > 0 || failedAlone > 0
}

/**
 * An entry's trouble, or that of the sealed create it refers to: a child does not overtake its parent, nor a delete what stops
 * referring to its record.
 */
function troubleOf(models: Registry, sealed: readonly SealedEntry[]) {
  const creates = new Map(sealed.filter(({ op }) => op === 'create').map((entry) => [recordName(entry), entry]))
  const leaving = stopReferring(models, sealed)
  const trouble = (entry: SealedEntry, seen: readonly SealedEntry[] = []): { alone: number; retries: number } => {
    let { failedAlone: alone = 0, retries } = entry
    const parents = referencesIn(models, entry.model, entry.patch).flatMap(
      (reference) => creates.get(recordName(reference)) ?? [],
    )
    for (const earlier of [...parents, ...moversOf(leaving, entry)]) {
      if (earlier === entry || seen.includes(earlier)) continue
      const theirs = trouble(earlier, [...seen, entry])
      alone = Math.max(alone, theirs.alone)
      retries = Math.max(retries, theirs.retries)
    }
    return { alone, retries }
  }
  return (entry: SealedEntry) => trouble(entry)
}

function cut(queue: readonly (OpenEntry | SealedEntry)[], { changesMax, bytesMax }: BatchLimits) {
  const batch: (OpenEntry | SealedEntry)[] = []
  let bytes = 0
  for (const entry of queue) {
    bytes += utf8Length(entry.kind === 'sealed' ? entry.body : seal(entry, Number.MAX_SAFE_INTEGER).body) + 1
    if (batch.length > 0 && (batch.length >= changesMax || bytes > bytesMax)) break
    batch.push(entry)
  }
  return batch
}

import { plainText, type TitleLookup, titleOf } from '../../contract/label.ts'
import type { Registry } from '../../contract/registry.ts'
import { applyPatch, type Data } from '../../contract/value.ts'
import { type Import, importChanges, importSeen } from '../sync/core/import.ts'
import { recordName } from '../sync/core/record-name.ts'
import { liveData } from '../sync/core/replay.ts'
import type { RecordKey } from '../sync/core/types.ts'
import { type SyncContext, timeOf } from '../sync/context.ts'
import { type ImportPart, parseExportFile } from '../sync/device/import-file.ts'
import { groupByName, loadRecords } from '../sync/device/records.ts'
import { DEPTH_MAX } from './column/titles.ts'
import type { Drafts } from './drafts.ts'
import type { ImportLine, ImportReport } from './local-api.ts'

export interface Importer {
  readonly context: SyncContext
  readonly drafts: Pick<Drafts, 'getDraft' | 'putDraft'>
  /** The titles of what is on this device, as far as records of these models refer to it. */
  readonly titlesFor: (models: readonly string[]) => Promise<TitleLookup>
  readonly userId: string
  readonly scope: string
  readonly schema: number
}

/**
 * Takes a file of "Export all" in: every change becomes an ordinary edit of this device. One transaction; nothing that waits here
 * is changed.
 * @param isDryRun tells what would be done, and stores nothing
 * @returns undefined if the text is no such file
 */
export async function importPending(
  importer: Importer,
  text: string,
  isDryRun: boolean,
): Promise<ImportReport | undefined> {
  const { context, userId, scope, schema } = importer
  const parts = parseExportFile(text, context.models, schema)
  if (!parts) return undefined
  const own = parts.filter((part) => part.userId === userId && part.scope === scope)
  const foreign = parts
    .filter((part) => !own.includes(part))
    .map(({ changes, drafts, seen }) => changes.length + drafts.length + seen.length)
  const lines = await takeIn(importer, own, isDryRun)
  return {
    ...lines,
    drafts: await takeDrafts(importer, own, isDryRun),
    unusable: own.flatMap((part) => part.unusable),
    foreign: foreign.reduce((sum, count) => sum + count, 0),
  }
}

async function takeIn({ context, schema, titlesFor }: Importer, parts: readonly ImportPart[], isDryRun: boolean) {
  const changes = parts.flatMap((part) => part.changes)
  const seen = parts.flatMap((part) => part.seen)
  const titleHere = await titlesFor([...changes, ...seen.map(({ key }) => key)].map(({ model }) => model))
  return context.store.transact(async (tx) => {
    const records = await loadRecords(tx, [...changes, ...seen.map(({ key }) => key)])
    const archive = groupByName(await tx.archive())
    const at = timeOf(context.environment)
    const judged: { readonly key: RecordKey; readonly result: Import; readonly data: Data }[] = []
    for (const [name, all] of groupByName(changes)) {
      const [key] = all
      if (!key) continue
      const result = importChanges(context.models, records.of(key), archive.get(name) ?? [], all)
      const before: Data = liveData(records.of(key).row) ?? {}
      const data = all.reduce((data, { base, patch }) => applyPatch({ ...base.values, ...data }, patch), before)
      judged.push({ key, result, data })
    }
    for (const { key, row } of seen) {
      const about = { schema, editedAt: row?.updatedAt ?? at }
      const result = importSeen(context.models, records.of(key), key, row, about)
      judged.push({ key, result, data: row?.data ?? {} })
    }
    // The first of a record counts: its changes, not what was seen of it.
    const inFile = new Map([...judged].reverse().map(({ key, data }) => [recordName(key), data]))
    const dataOf = (model: string, id: string) => inFile.get(recordName({ model, id }))
    const lineOf = ({ key, data }: { key: RecordKey; data: Data }) =>
      toLine(context.models, key, data, dataOf, titleHere)
    const added = judged.flatMap((one) => {
      const { key, result } = one
      if (result.kind !== 'added') return []
      const { entry, transition } = result
      records.move(key, {
        ...transition,
        facts: [{ kind: 'imported', detail: { ...nameParts(key), op: entry.op } }, ...transition.facts],
      })
      return [{ ...lineOf(one), op: entry.op, needsReview: entry.kind === 'parked' }]
    })
    if (!isDryRun) await records.write(tx, at)
    return {
      added,
      waits: judged.filter(({ result }) => result.kind === 'waits').map(lineOf),
      here: judged.filter(({ result }) => result.kind === 'here').length,
    }
  })
}

/** A draft that is here stays. @returns how many were new */
async function takeDrafts({ drafts }: Importer, parts: readonly ImportPart[], isDryRun: boolean): Promise<number> {
  let taken = 0
  for (const { model, id, draft } of parts.flatMap((part) => part.drafts)) {
    // oxlint-disable-next-line no-await-in-loop -- a few, one after another
    if (await drafts.getDraft(model, id)) continue
    // oxlint-disable-next-line no-await-in-loop -- as above
    if (!isDryRun) await drafts.putDraft(model, id, draft)
    taken++
  }
  return taken
}

/**
 * @param dataOf what the file holds of a record that this one may be named after
 * @param titleHere names those that the file does not hold
 */
function toLine(
  models: Registry,
  key: RecordKey,
  data: Data,
  dataOf: (model: string, id: string) => Data | undefined,
  titleHere: TitleLookup,
): ImportLine {
  const titleIn =
    (depth: number): TitleLookup =>
    (name, id) => {
      const [model, target] = [models.get(name), dataOf(name, id)]
      if (!model || !target) return titleHere(name, id)
      return depth > 0 ? titleOf(model, target, plainText(titleIn(depth - 1)), '') : undefined
    }
  const model = models.get(key.model)
  return { ...nameParts(key), label: model ? titleOf(model, data, plainText(titleIn(DEPTH_MAX))) : recordName(key) }
}

function nameParts({ model, id }: RecordKey): RecordKey {
  return { model, id }
}

import type { Data, Patch } from '../../../contract/value.ts'
import { replay } from '../core/replay.ts'
import type { VisibleRow } from '../core/types.ts'
import { type SyncContext, timeOf } from '../context.ts'
import { NoSuchRecord, UnknownModel } from '../errors.ts'
import { createWrite, deleteWrite, type LocalWrite, updateWrite } from './local-writes.ts'
import { loadRecords } from './records.ts'

/**
 * What a mutation by name writes. It is made on what the device shows now.
 * @param name `<model>.create`, `<model>.update` or `<model>.delete`
 * @param id '' in a create makes one
 * @returns undefined if an update changes nothing
 * @throws UnknownModel, InvalidRecord, NoSuchRecord
 */
export async function mutationWrite(
  context: SyncContext,
  schema: number,
  name: string,
  id: string,
  fields: Patch,
): Promise<LocalWrite | undefined> {
  const [modelName = '', op = ''] = name.split('.')
  const model = context.models.get(modelName)
  if (!model) throw new UnknownModel(`no model is called ${modelName}`)
  const at = timeOf(context.environment)
  switch (op) {
    case 'create':
      return createWrite(model, id || context.environment.newId(), setFields(fields), schema, at)
    case 'update':
      return updateWrite(model, fields, await visibleRow(context, modelName, id), schema, at)
    case 'delete':
      return deleteWrite(await visibleRow(context, modelName, id), schema, at)
    default:
      throw new UnknownModel(`${name} is none of create, update, delete`)
  }
}

function visibleRow({ store }: SyncContext, model: string, id: string): Promise<VisibleRow> {
  return store.read(async (tx) => {
    const state = (await loadRecords(tx, [{ model, id }])).of({ model, id })
    const local = replay(state)
    if (local) return local
    if (local === null || !state.row || state.row.deleted) throw new NoSuchRecord(`${model} has no record ${id} here`)
    const { version, data, updatedAt, updatedBy } = state.row
    return { model, id, version, data, updatedAt, updatedBy }
  })
}

/** In a create a cleared field is one that was never set. */
function setFields(patch: Patch): Data {
  return Object.fromEntries(Object.entries(patch).flatMap(([name, value]) => (value === null ? [] : [[name, value]])))
}

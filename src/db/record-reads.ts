import type { Model } from '../../contract/model.ts'
import { knownFields } from '../../contract/validate.ts'
import type { ServerRow } from '../sync/core/types.ts'
import type { RowsOf } from './changed-meanwhile.ts'
import type { Connection } from './connection.ts'
import type { Satchel } from './local-api.ts'
import { readMirror, readRows, readVisibleOne } from './mirror/rows.ts'

/** One record as people see it, or as it was before it was deleted. @param modelOf throws UnknownModel */
export function createRecordReads(
  connection: Connection,
  modelOf: (name: string) => Model,
): Pick<Satchel, 'localGet' | 'localDeleted' | 'serverRow'> & { readonly serverRows: RowsOf } {
  const serverRows: RowsOf = (keys) =>
    connection.run(['meta', 'over', 'pages'], 'readonly', async (tx) => readRows(tx, (await readMirror(tx)).gen, keys))
  const serverRow = async (model: string, id: string): Promise<ServerRow | undefined> => {
    const [row] = await serverRows([{ model, id }])
    return row
  }
  return {
    serverRows,
    serverRow,
    localGet: async (name, id) => {
      const model = modelOf(name)
      const row = await connection.run(['meta', 'local', 'over', 'pages'], 'readonly', (tx) =>
        readVisibleOne(tx, { model: name, id }),
      )
      return row && { ...row, data: knownFields(model, row.data) }
    },
    localDeleted: async (name, id) => {
      const model = modelOf(name)
      const row = await serverRow(name, id)
      return row?.deleted && row.last
        ? { data: knownFields(model, row.last), by: row.updatedBy, at: row.updatedAt }
        : undefined
    },
  }
}

import { expect, it } from 'vitest'
import { createFakeSatchel } from '../../testing/fake-satchel.ts'
import { createDraftKeeper, readDraft } from './draft-keeper.ts'

it('[UI7] a form that is opened again at once waits for the last key of the one that was closed', async () => {
  const satchel = createFakeSatchel()
  const keeper = createDraftKeeper(satchel, 'buildings', 'b1')
  keeper.keep({ values: { name: 'M' } })
  keeper.keep({ values: { name: 'Mi' } })
  keeper.keep({ values: { name: 'Mil' } })
  expect(await readDraft(satchel, 'buildings', 'b1')).toEqual({ values: { name: 'Mil' } })
  keeper.keep({ values: { name: 'Mill' } })
  expect(await readDraft(satchel, 'buildings', 'b1')).toEqual({ values: { name: 'Mill' } })
  expect(await readDraft(satchel, 'buildings', 'b2')).toBeUndefined()
})

import { afterEach, describe, expect, it, vi } from 'vitest'
import { noteDrafts } from '../../hooks/draft-signal.ts'
import { buildingRow, createFakeSatchel } from '../../testing/fake-satchel.ts'
import { forgetOpening, openAhead, openingOf } from './opened-ahead.ts'

const mill = buildingRow('b1', { name: 'Mill' })
const barn = buildingRow('b2', { name: 'Barn' })

function given() {
  const satchel = createFakeSatchel()
  satchel.setRows([mill, barn])
  return satchel
}

afterEach(() => {
  forgetOpening()
  vi.restoreAllMocks()
})

describe('what a record opens with', () => {
  it('[UI119] is read ahead: the row, or that there is none, and its draft', async () => {
    const satchel = given()
    const draft = { values: { name: 'Old Mill' }, seen: mill }
    await satchel.putDraft('buildings', 'b1', draft)
    await openAhead(satchel, 'buildings', 'b1')
    expect(openingOf(satchel, 'buildings', 'b1')).toEqual({ satchel, model: 'buildings', id: 'b1', row: mill, draft })
    expect(openingOf(satchel, 'buildings', 'b2')).toBeUndefined()
    await openAhead(satchel, 'buildings', 'gone')
    expect(openingOf(satchel, 'buildings', 'gone')?.row).toBeNull()
  })

  it('[UI119] is forgotten once anything has changed, or where it was not looked at for a second', async () => {
    const satchel = given()
    await openAhead(satchel, 'buildings', 'b1')
    satchel.setRows([buildingRow('b1', { name: 'New Mill' })])
    await vi.waitFor(() => expect(openingOf(satchel, 'buildings', 'b1')).toBeUndefined())
    await openAhead(satchel, 'buildings', 'b1')
    noteDrafts()
    expect(openingOf(satchel, 'buildings', 'b1')).toBeUndefined()
    await openAhead(satchel, 'buildings', 'b1')
    expect(openingOf(satchel, 'buildings', 'b1')).toBeDefined()
    const later = performance.now() + 1_001
    vi.spyOn(performance, 'now').mockReturnValue(later)
    expect(openingOf(satchel, 'buildings', 'b1')).toBeUndefined()
  })

  it('[UI119] of several the last one counts, and one that cannot be read is left to its screen', async () => {
    const satchel = given()
    const first = openAhead(satchel, 'buildings', 'b1')
    await openAhead(satchel, 'buildings', 'b2')
    await first
    expect(openingOf(satchel, 'buildings', 'b1')).toBeUndefined()
    expect(openingOf(satchel, 'buildings', 'b2')?.row).toEqual(barn)
    const ill = { ...satchel, localGet: () => Promise.reject(new Error('no storage')) }
    await openAhead(ill, 'buildings', 'b2')
    expect(openingOf(ill, 'buildings', 'b2')).toBeUndefined()
  })

  it('[UI119] is of one person: not where the device has changed hands meanwhile', async () => {
    const satchel = given()
    await openAhead(satchel, 'buildings', 'b1')
    expect(openingOf(given(), 'buildings', 'b1')).toBeUndefined()
    expect(openingOf(satchel, 'buildings', 'b1')?.row).toEqual(mill)
  })
})

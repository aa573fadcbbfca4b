import { describe, expect, it } from 'vitest'
import { buildings } from '../../../../contract/models/building.ts'
import type { Data } from '../../../../contract/value.ts'
import { buildingRow } from '../../testing/fake-satchel.ts'
import { formToDraft, inputOf, movedFields, openForm, readForm, receiveRow, savedForm, typeInto } from './form.ts'

const v1 = buildingRow('b1', { name: 'Mill', floors: 2 })
const v2 = (data: Data) => buildingRow('b1', data, { version: 2 })

describe('an open form', () => {
  it('[UI8] untouched fields take new values', () => {
    const form = receiveRow(buildings, openForm(buildings, v1), v2({ name: 'Old mill', floors: 2 }))
    expect(inputOf(buildings, form, 'name')).toBe('Old mill')
    expect(movedFields(form)).toEqual({})
  })

  it('[UI8] a touched field stays, and tells who changed it to what', () => {
    const typed = typeInto(buildings, openForm(buildings, v1), 'floors', '5')
    const form = receiveRow(buildings, typed, v2({ name: 'Old mill', floors: 7 }))
    expect(inputOf(buildings, form, 'floors')).toBe('5')
    expect(inputOf(buildings, form, 'name')).toBe('Old mill')
    expect(movedFields(form)).toEqual({ floors: { value: 7, by: 'Ben' } })
  })

  it('[UI9] the base follows as long as no touched field moves', () => {
    const typed = typeInto(buildings, openForm(buildings, v1), 'floors', '5')
    const form = receiveRow(buildings, typed, v2({ name: 'Old mill', floors: 2 }))
    expect(form.seen).toEqual(v2({ name: 'Old mill', floors: 2 }))
  })

  it('[UI9] once a touched field has moved, version and value of the base stay those that were seen', () => {
    const typed = typeInto(buildings, openForm(buildings, v1), 'floors', '5')
    const form = receiveRow(buildings, typed, v2({ name: 'Old mill', floors: 7 }))
    expect(form.seen).toMatchObject({ version: 1, data: { name: 'Old mill', floors: 2 } })
    expect(readForm(buildings, form)).toMatchObject({ kind: 'valid', patch: { floors: 5 } })
  })

  it('[UI9] [F43] what was seen in a history that is gone is no version of the one that came, however far that goes', () => {
    const typed = typeInto(buildings, openForm(buildings, v2({ name: 'Mill', floors: 3 })), 'floors', '5')
    const restored = receiveRow(buildings, typed, v1)
    const later = receiveRow(buildings, restored, buildingRow('b1', { name: 'Mill', floors: 7 }, { version: 9 }))
    expect(later.seen.data).toEqual({ name: 'Mill', floors: 3 })
    expect(later.seen.version).toBeGreaterThan(9)
  })

  it('[UI9] what the other side has typed too is no change of ours', () => {
    const typed = typeInto(buildings, openForm(buildings, v1), 'floors', '7')
    const form = receiveRow(buildings, typed, v2({ name: 'Mill', floors: 7 }))
    expect(form.typed).toEqual({})
    expect(form.seen.version).toBe(2)
  })

  it('[UI9] back to what was there makes a field untouched', () => {
    const typed = typeInto(buildings, openForm(buildings, v1), 'floors', '5')
    expect(typeInto(buildings, typed, 'floors', '2').typed).toEqual({})
  })

  it('[UI5] a save takes the touched fields only, and judges no old value that nobody touched', () => {
    const old = buildingRow('b1', { name: 'Mill', status: 'demolished' })
    expect(readForm(buildings, typeInto(buildings, openForm(buildings, old), 'address', ''))).toMatchObject({
      patch: {},
    })
    const form = typeInto(buildings, openForm(buildings, old), 'phone', '1')
    expect(readForm(buildings, form)).toMatchObject({ kind: 'valid', patch: { phone: '1' } })
  })

  it('[UI5] a new record is judged as a whole; what cannot be read is said', () => {
    const empty = buildingRow('b1', {}, { version: 0 })
    const form = typeInto(buildings, openForm(buildings, empty), 'floors', 'many')
    expect(readForm(buildings, form)).toMatchObject({
      kind: 'invalid',
      errors: { name: 'required', floors: 'wrong_type' },
    })
  })

  it('[UI5] what cannot be read stays typed when the record changes', () => {
    const form = typeInto(buildings, openForm(buildings, v1), 'floors', 'many')
    expect(receiveRow(buildings, form, v2({ name: 'Mill' })).typed).toEqual({ floors: 'many' })
  })

  it('[UI7] a draft brings back what was typed over what was seen', () => {
    const draft = formToDraft(typeInto(buildings, openForm(buildings, v1), 'floors', '5'))
    const form = openForm(buildings, v2({ name: 'Mill', floors: 7 }), draft)
    expect(inputOf(buildings, form, 'floors')).toBe('5')
    expect(form.seen.version).toBe(1)
    expect(movedFields(form)).toEqual({ floors: { value: 7, by: 'Ben' } })
  })

  it('[UI7] a draft that was saved after all holds nothing', () => {
    const draft = formToDraft(typeInto(buildings, openForm(buildings, v1), 'floors', '5'))
    expect(openForm(buildings, v2({ name: 'Mill', floors: 5 }), draft).typed).toEqual({})
  })

  it('[UI9] after a save, what was typed meanwhile is on top of what was saved', () => {
    const first = typeInto(buildings, openForm(buildings, v1), 'floors', '5')
    const meanwhile = typeInto(buildings, first, 'floors', '6')
    const form = savedForm(buildings, meanwhile, { floors: 5 })
    expect(form.seen.data).toEqual({ name: 'Mill', floors: 5 })
    expect(form.typed).toEqual({ floors: '6' })
    expect(movedFields(form)).toEqual({})
  })
})

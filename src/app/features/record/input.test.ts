import { assert, maxSafeInteger, property } from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Field } from '../../../../contract/model.ts'
import { inputToValue, UNREADABLE, valueToInput } from './input.ts'

const money: Field = { kind: 'money', label: 'Rent', currency: 'EUR' }
const yen: Field = { kind: 'money', label: 'Rent', currency: 'JPY' }
const integer: Field = { kind: 'integer', label: 'Floors' }

/** From the date line to the date line, with half and quarter hours, and with summer time on either side of the equator. */
const ZONES = [
  'Pacific/Kiritimati',
  'Pacific/Chatham',
  'Australia/Lord_Howe',
  'Australia/Eucla',
  'Europe/Berlin',
  'UTC',
  'America/Sao_Paulo',
  'America/St_Johns',
  'America/New_York',
  'Pacific/Honolulu',
  'Pacific/Pago_Pago',
]

describe('what an editor holds', () => {
  it.each<[Field, string, number | null | undefined]>([
    [money, '12.34', 1234],
    [money, '12,3', 1230],
    [money, '-0.05', -5],
    [money, ' 7 ', 700],
    [money, '1.234', undefined],
    [yen, '1200', 1200],
    [yen, '1.5', undefined],
    [integer, '-3', -3],
    [integer, '3.5', undefined],
    [integer, 'three', undefined],
    [integer, '-0', 0],
    [integer, '', null],
    [integer, '١٢', 12],
    [money, '۱۲٫۵', 1250],
  ])('[UI21] %o reads "%s" as %s', (field, input, value) => {
    expect(inputToValue(field, input)).toBe(value)
  })

  it('[UI21] money comes back to the cent, whatever the amount', () => {
    assert(
      property(maxSafeInteger(), (cents) => {
        expect(inputToValue(money, valueToInput(money, cents))).toBe(cents)
      }),
    )
  })

  it('[UI21] text is never changed, and an empty one clears the field', () => {
    const text: Field = { kind: 'text', label: 'Name' }
    expect(inputToValue(text, ' é ')).toBe(' é ')
    expect(inputToValue(text, '')).toBeNull()
  })

  it('[UI21] a moment comes back to the minute', () => {
    const moment: Field = { kind: 'dateTime', label: 'At' }
    expect(inputToValue(moment, valueToInput(moment, '2026-11-20T10:05:00.000Z'))).toBe('2026-11-20T10:05:00.000Z')
    expect(inputToValue(moment, 'soon')).toBeUndefined()
  })

  describe.each(ZONES)('in %s', (zone) => {
    const zoneOfTheMachine = process.env['TZ']
    afterEach(() => {
      if (zoneOfTheMachine === undefined) delete process.env['TZ']
      else process.env['TZ'] = zoneOfTheMachine
    })

    it('[UI21] [F62] a moment comes back to the minute, in summer and in winter; a day stays the day that was typed', () => {
      process.env['TZ'] = zone
      expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone)
      const moment: Field = { kind: 'dateTime', label: 'At' }
      const day: Field = { kind: 'date', label: 'On' }
      for (const instant of ['2026-01-15T23:59', '2026-03-29T01:00', '2026-07-01T00:00', '1999-12-31T23:30']) {
        const utc = `${instant}:00.000Z`
        expect(inputToValue(moment, valueToInput(moment, utc))).toBe(utc)
        const typed = instant.slice(0, 10)
        expect(inputToValue(day, valueToInput(day, typed))).toBe(typed)
      }
    })
  })

  it('[UI21] half a date is no date, and does not clear the field', () => {
    expect(inputToValue({ kind: 'date', label: 'On' }, UNREADABLE)).toBeUndefined()
    expect(inputToValue({ kind: 'dateTime', label: 'At' }, UNREADABLE)).toBeUndefined()
  })

  it('[UI21] many choices without one are unset; yes, no and unset are three', () => {
    const many: Field = { kind: 'choices', label: 'Checklist', options: { roof: 'Roof' } }
    expect(inputToValue(many, valueToInput(many, ['roof']))).toEqual(['roof'])
    expect(inputToValue(many, [])).toBeNull()
    const box: Field = { kind: 'boolean', label: 'Done' }
    expect([true, false, undefined].map((value) => inputToValue(box, valueToInput(box, value)))).toEqual([
      true,
      false,
      null,
    ])
  })
})

import { beforeAll, expect, it } from 'vitest'
import { activateLanguage } from '../../i18n/i18n.ts'
import { eventText } from './event-text.ts'

beforeAll(() => activateLanguage())

it.each([
  ['woken', { reason: 'online' }, 'Woken: online'],
  ['answered', { answered: 3, parked: 1, tookMs: 20 }, '3 changes answered, 1 of them need a person'],
  ['pulled', { rows: 1 }, '1 change received'],
  ['failed', { message: 'HTTP 503' }, 'Failed: HTTP 503'],
  ['parked', { model: 'buildings' }, 'Building: needs a person'],
  ['something new', {}, 'something new'],
])('[UI28] the sync log says %s in words', (kind, detail, text) => {
  expect(eventText({ at: '2026-11-20T10:00:00.000Z', kind, detail })).toBe(text)
})

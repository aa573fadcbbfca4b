import { beforeAll, expect, it } from 'vitest'
import { activateLanguage } from '../../i18n/i18n.ts'
import { eventText } from './event-text.ts'

beforeAll(() => activateLanguage())

it.each([
  ['woken', { reason: 'online' }, 'Woken: the network came back'],
  ['answered', { answered: 3, parked: 1, tookMs: 20 }, '3 changes answered, 1 of them need a person'],
  ['pulled', { rows: 1 }, '1 change received'],
  ['failed', { message: 'HTTP 503' }, 'Failed: HTTP 503'],
  ['failed', { message: 'TypeError: Failed to fetch' }, 'The server could not be reached'],
  ['parked', { model: 'buildings' }, 'Building: needs a person'],
  ['sent', { count: 2 }, '2 changes sent'],
  ['recovered', { model: 'buildings' }, 'Building: sent again after the server was restored'],
  ['recovered', { rows: 3 }, 'The server was restored from a backup; all records received anew: 3'],
  ['differed', { model: 'buildings' }, 'Building: differed from the server, and was repaired'],
  ['differed', { models: ['buildings'] }, 'This device differed from the server, and is being repaired'],
  ['something new', {}, 'something new'],
])('[UI28] the sync log says %s in words', (kind, detail, text) => {
  expect(eventText({ at: '2026-11-20T10:00:00.000Z', kind, detail })).toBe(text)
})

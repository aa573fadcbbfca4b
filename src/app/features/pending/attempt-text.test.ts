import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { activateLanguage } from '../../i18n/i18n.ts'
import { attemptText } from './attempt-text.ts'

beforeAll(() => activateLanguage())
afterEach(() => vi.unstubAllGlobals())

describe('why the last attempt did not work', () => {
  it.each([
    'TypeError: Failed to fetch',
    'TypeError: NetworkError when attempting to fetch resource.',
    'TypeError: Load failed',
    'TypeError: Could not connect to localhost: Connection refused',
    'TimeoutError: nothing came in time',
    '200 text/html: not an answer of this server',
  ])('[UI33] no browser’s jargon for a server that cannot be reached: %s', (error) => {
    expect(attemptText(error)).toMatch(/^The server cannot be reached\. What waits is safe here/)
  })

  it('[UI33] anything else as it was told', () => {
    expect(attemptText('the database is full')).toBe('The last attempt failed: the database is full')
  })

  it('[UI33] only where the browser wakes a worker for it, what waits is sent without Satchel being open', () => {
    const error = 'TypeError: Load failed'
    expect(attemptText(error)).toMatch(/is sent when the server answers again and Satchel is open\.$/)
    vi.stubGlobal('SyncManager', Object)
    expect(attemptText(error)).toMatch(/is sent when it answers again\.$/)
  })
})

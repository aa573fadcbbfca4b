import type { Stored } from './ports.ts'

/** May what is made of `of` be another now? What is made of the log is, whatever was stored. */
export function mayChange(of: Stored, stored: Stored): boolean {
  if (of === 'log') return true
  return stored === of || stored === 'all' || (of === 'all' && stored !== 'log')
}

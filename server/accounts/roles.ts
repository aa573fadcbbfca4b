import type { Role } from '../sync/actor.ts'

/** The library's roles, the lower first, and what each may do here; it stores several as one comma-separated text. */
const ROLES: readonly (readonly [name: string, role: Role])[] = [
  ['viewer', 'viewer'],
  ['editor', 'editor'],
  ['admin', 'admin'],
  ['owner', 'admin'],
]

/** @returns the highest role named, or undefined if none of them is one of ours. */
export function parseRole(text: string): Role | undefined {
  const names = text.split(',').map((name) => name.trim())
  return ROLES.findLast(([name]) => names.includes(name))?.[1]
}

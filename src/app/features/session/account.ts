import type { Directory, DirectoryEntry } from '../../../db/directory.ts'

/** Whom the server takes us for. */
export interface Account {
  readonly userId: string
  readonly name: string
  readonly email: string
}

/** A workspace that the account may enter. */
export interface Scope {
  readonly id: string
  readonly name: string
}

/** Remembers the account on this device, so that the app opens without asking, also with the server dead. */
export async function enter(directory: Directory, account: Account, scope: Scope): Promise<DirectoryEntry> {
  const entry = { ...account, scope: scope.id, scopeName: scope.name, lastUsedAt: Date.now() }
  await directory.use(entry)
  return entry
}

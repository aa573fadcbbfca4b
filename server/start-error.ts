import type { Config } from './config.ts'

/**
 * Says in one plain sentence why the server cannot start, if it is one of the reasons that people can mend.
 * @returns undefined for anything else, which is shown whole
 */
export function explainStartError(error: unknown, { host, port, dataDir, databaseUrl }: Config): string | undefined {
  const { code, syscall } = error instanceof Error ? (error as NodeJS.ErrnoException) : {}
  const isListening = syscall === 'listen' || syscall === 'getaddrinfo'
  if (code === undefined) return undefined
  if (isListening) return listenReason(code, host, port)
  if (databaseUrl !== undefined && /^[0-9A-Z]{5}$/.test(code)) return postgresReason(code, new URL(databaseUrl))
  const isRefusedFolder = code === 'ENOENT' && syscall === 'mkdir'
  if (isRefusedFolder || /^(EACCES|EPERM|EROFS)$|^SQLITE_(CANTOPEN|READONLY|PERM)/.test(code)) {
    return `The folder ${dataDir} is not writable. Give this user the right, or set SATCHEL_DATA to another folder.`
  }
  if (/^(ENOTDIR|EEXIST)$/.test(code)) return `SATCHEL_DATA is ${dataDir}, which is not a folder.`
  if (/^(ENOSPC|SQLITE_FULL)$/.test(code)) return `There is no space left for ${dataDir}.`
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(code))
    return `The database in ${dataDir} is damaged or no database. Restore a backup.`
  return undefined
}

function listenReason(code: string, host: string, port: number): string | undefined {
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken by another program. Stop that, or set PORT to another number.`
  if (code === 'EACCES') return `Port ${port} may not be used by this user. Set PORT to a number above 1023.`
  return /^(EADDRNOTAVAIL|ENOTFOUND|EAI_)/.test(code)
    ? `HOST is ${host}, which is no address of this machine.`
    : undefined
}

/** By SQLSTATE; the password of the address is not shown. */
function postgresReason(code: string, { host, username, pathname }: URL): string | undefined {
  const database = pathname.slice(1)
  if (/^(08|57P|53300)/.test(code)) return `No PostgreSQL answers at ${host}, which DATABASE_URL names. Is it running?`
  if (code.startsWith('28')) return `PostgreSQL at ${host} does not let ${username} in. Check DATABASE_URL.`
  if (code === '3D000') return `PostgreSQL at ${host} has no database ${database}, which DATABASE_URL names. Create it.`
  if (code === '42501') return `The user ${username} may not make tables in ${database}. Give it the right to.`
  return code.startsWith('53') ? `PostgreSQL at ${host} has no space or memory left.` : undefined
}

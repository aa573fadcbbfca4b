import { storageContract } from './storage.contract.ts'
import { openTestPostgres } from './testing/open-test-storage.ts'
import { needsPostgres } from './testing/test-postgres.ts'

needsPostgres()
storageContract('PostgreSQL', () => openTestPostgres())

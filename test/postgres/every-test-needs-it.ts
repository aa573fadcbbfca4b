import { needsPostgres } from '../../server/storage/testing/test-postgres.ts'

needsPostgres()

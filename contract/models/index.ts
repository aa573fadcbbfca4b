import type { Model } from '../model.ts'
import { createRegistry } from '../registry.ts'
import { buildings } from './building.ts'
import { inspections } from './inspection.ts'
import { leases } from './lease.ts'
import { payments } from './payment.ts'
import { tenants } from './tenant.ts'

/** The version of all declarations together; raise it when a model changes in a way that stored changes must follow. */
export const SCHEMA = 1

/** Every model there is, in the order that the app shows them. A new one is a file and a line here. */
export const models = createRegistry([buildings, tenants, leases, payments, inspections] satisfies readonly Model[])

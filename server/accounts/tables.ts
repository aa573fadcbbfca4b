/**
 * The accounts library's tables, as far as our own queries read and write them. Dates are as its migration made them: text
 * on SQLite, a timestamp on PostgreSQL; both take ISO 8601.
 */
export type AccountTables = {
  session: { token: string; userId: string; expiresAt: string | Date }
  user: {
    id: string
    name: string
    email: string
    emailVerified: boolean
    createdAt: string
    updatedAt: string
  }
  /** How a person signs in: here always by password. */
  account: {
    id: string
    userId: string
    accountId: string
    providerId: string
    password: string
    createdAt: string
    updatedAt: string
  }
  organization: { id: string; name: string; slug: string; createdAt: string }
  member: { id: string; userId: string; organizationId: string; role: string; createdAt: string }
  /** Ours: one row for each failed sign-in of the last 15 minutes. */
  sign_in_failures: { account: string; at_ms: number }
}

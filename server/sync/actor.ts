/** viewer: may read. editor: may change records. admin: may also manage members. */
export type Role = 'viewer' | 'editor' | 'admin'

/** Who acts in a scope. Whoever makes one has checked that the person is a member. */
export interface Actor {
  readonly userId: string
  /** The display name that history and `updated_by` show. */
  readonly name: string
  readonly role: Role
}

export function mayWrite(actor: Actor): boolean {
  return actor.role !== 'viewer'
}

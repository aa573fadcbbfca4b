/** Where drafts of records that are not there yet are kept. A tab has one of these while its form is open. */
export const NEW_SLOTS: readonly string[] = ['new', 'new-2', 'new-3', 'new-4', 'new-5', 'new-6', 'new-7']

/** No record has such an id, which would be a UUID. */
export function isNewSlot(id: string): boolean {
  return NEW_SLOTS.includes(id)
}

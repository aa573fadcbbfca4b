import { i18n } from '@lingui/core'
import type { Model } from '../../../../contract/model.ts'
import type { VisibleRow } from '../../../sync/core/types.ts'
import { noteDrafts } from '../../hooks/draft-signal.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { findReferrers, type Referrers } from '../../hooks/use-referrers.ts'
import { announce, hush } from '../shell/announcements.ts'
import { saveFailureText } from './save-failure-text.ts'
import { usersText } from './users-text.ts'

/** Deletes at once, with what was typed and not saved, and offers to undo both. */
export function useRemove(model: Model, row: VisibleRow, onDeleted: () => void): () => void {
  const satchel = useSatchel()
  const failed = (cause: unknown) => announce(saveFailureText(cause))
  const removed = async () => {
    // Without its draft it can be brought back all the same.
    const draft = await satchel.getDraft(model.name, row.id).catch(() => undefined)
    const restore = async () => {
      await satchel.localCreate(model.name, row.id, row.data)
      if (draft) await satchel.putDraft(model.name, row.id, draft)
      noteDrafts()
      announce(i18n.t('Saved on this device'))
    }
    if (draft) await satchel.deleteDraft(model.name, row.id).catch(() => undefined)
    onDeleted()
    const users = await findReferrers(satchel, model.name, row.id).catch(() => [])
    announce(deletedText(users, row.version > 0), { undo: () => void restore().catch(failed) })
  }
  return () => {
    hush()
    void satchel.localDelete(model.name, row.id, { seen: row }).then(removed, failed)
  }
}

/** What the server would refuse is said before it leaves. @param isSent the server has the record: else it never hears of it */
function deletedText(users: readonly Referrers[], isSent: boolean): string {
  if (users.length === 0) return i18n.t('Deleted on this device')
  if (!isSent)
    return i18n.t('Deleted on this device. {users} The server will refuse that, unless another one is chosen there.', {
      users: usersText(users),
    })
  return i18n.t('Deleted on this device. {users} The server keeps it as long as that is so.', {
    users: usersText(users),
  })
}

import type { StoreMishap } from './faulty-store.ts'
import type { Link, NetworkFault, Trouble } from './network.ts'
import type { Mishap } from './server-storage.ts'

interface Edited {
  readonly device: number
  readonly record: number
  readonly fields: readonly number[]
  readonly edit: 'update' | 'remove'
}
export type Going = 'dies' | 'stands still'

/** One thing that somebody does or that befalls something. Numbers choose among what there is when it happens. */
export type Action =
  | { readonly kind: 'create'; readonly device: number; readonly model: number; readonly pick: number }
  | { readonly kind: 'update'; readonly device: number; readonly record: number; readonly fields: readonly number[] }
  | { readonly kind: 'remove'; readonly device: number; readonly record: number }
  | { readonly kind: 'restoreRecord'; readonly device: number; readonly record: number }
  | { readonly kind: 'openForm'; readonly device: number; readonly record: number }
  | { readonly kind: 'saveForm'; readonly device: number; readonly fields: readonly number[] }
  | { readonly kind: 'decide'; readonly device: number; readonly choice: number }
  /** `together`: the page and the worker both drain, whatever the other does. */
  | { readonly kind: 'wake'; readonly device: number; readonly reason: string; readonly together: boolean }
  /** A page of a pull comes late, while the person changes one of its records, and perhaps goes, or the other tab sends it. */
  | (Edited & {
      readonly kind: 'crossTabs'
      readonly pick: number
      readonly elsewhere: 'changed' | 'deleted' | 'the same'
      readonly isSameField: boolean
      readonly isSent: boolean
      readonly goes?: Going | undefined
    })
  | (Edited & { readonly kind: 'saveAndGo'; readonly goes: Going; readonly afterMs: number })
  | {
      readonly kind: 'pushMeets'
      readonly device: number
      readonly record: number
      readonly fields: readonly number[]
      readonly what: Trouble
      readonly afterMs: number
      readonly beside: 'nothing' | 'edit' | Going
    }
  /** One record that no push gets through with, again and again. `isLasting`: until another one is, or the heal. */
  | (Omit<Edited, 'edit'> & {
      readonly kind: 'spoil'
      readonly edit: 'create' | 'update' | 'remove' | 'restore'
      readonly fault: '400' | '500'
      /** The next pushes after all that meet these, too. */
      readonly what: readonly Trouble[]
      readonly isLasting: boolean
      /** What somebody else does meanwhile to what waits because of it. */
      readonly elsewhere: 'nothing' | 'changed' | 'deleted'
      /** A delete of it is taken back. */
      readonly isUndone: boolean
    })
  | {
      readonly kind: 'pullTheRug'
      readonly device: number
      readonly record: number
      readonly fields: readonly number[]
      readonly what: readonly Trouble[]
    }
  | {
      readonly kind: 'secondThoughts'
      readonly device: number
      readonly record: number
      readonly fields: readonly number[]
      readonly how: 'undo' | 'undo under way' | 'old form'
      readonly isFolded: boolean
    }
  /** Nothing is to leave that the person has not confirmed; and they confirm all that waits. */
  | { readonly kind: 'sendMode'; readonly device: number; readonly isOnConfirm: boolean }
  | { readonly kind: 'confirm'; readonly device: number }
  | { readonly kind: 'link'; readonly device: number; readonly link: Link }
  | { readonly kind: 'troubles'; readonly share: number; readonly faults: readonly NetworkFault[] }
  | { readonly kind: 'kill'; readonly device: number; readonly what: 'page' | 'worker' | 'all' }
  /** It drains, and dies at one of the next awaits. */
  | { readonly kind: 'killSoon'; readonly device: number; readonly what: 'page' | 'worker'; readonly turns: number }
  | { readonly kind: 'start'; readonly device: number }
  /** In good order, at one of the next awaits of a drain. */
  | { readonly kind: 'stop'; readonly device: number; readonly turns: number }
  | { readonly kind: 'freeze'; readonly device: number }
  | { readonly kind: 'thaw'; readonly device: number }
  | { readonly kind: 'loseStorage'; readonly device: number }
  | { readonly kind: 'clone'; readonly device: number; readonly fields: readonly number[] }
  | { readonly kind: 'clock'; readonly device: number; readonly offsetMs: number }
  | { readonly kind: 'workOffline'; readonly device: number; readonly isOn: boolean }
  | { readonly kind: 'onLine'; readonly device: number; readonly says: boolean }
  | { readonly kind: 'storeMishap'; readonly device: number; readonly mishap: StoreMishap; readonly after: number }
  /** One record of this store cannot be read any more. */
  | { readonly kind: 'damage'; readonly device: number; readonly store: string; readonly pick: number }
  | { readonly kind: 'switchUser' }
  | { readonly kind: 'signOut'; readonly person: number }
  | { readonly kind: 'signIn'; readonly person: number }
  | { readonly kind: 'role'; readonly person: number; readonly role: 'viewer' | 'editor' }
  | { readonly kind: 'killServer' }
  | { readonly kind: 'startServer' }
  | { readonly kind: 'serverMishap'; readonly mishap: Mishap['kind']; readonly n: number }
  | { readonly kind: 'backup' }
  /** `beside`: what happens on a device that finds out just then. */
  | {
      readonly kind: 'restore'
      readonly isAnnounced: boolean
      readonly on: number
      readonly beside: 'nothing' | 'old form' | 'stop' | StoreMishap | Going
      readonly fields: readonly number[]
      readonly afterMs: number
    }
  | { readonly kind: 'prune' }
  | { readonly kind: 'upgradeServer' }
  | { readonly kind: 'upgradeApp' }
  | { readonly kind: 'otherClient'; readonly pick: number }
  | { readonly kind: 'leap'; readonly days: number }
export type ActionKind = Action['kind']

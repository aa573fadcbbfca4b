import { i18n } from '@lingui/core'

/** How a conflict was decided, as a sentence. @param how a policy, or `resolved`; may be unknown to this build @param person whose change it is */
export function decidedText(how: string, person: string): string {
  switch (how) {
    case 'resolved':
      return i18n.t('{person} decided this conflict.', { person })
    case 'server_wins':
      return i18n.t('Both had changed it: the value on the server stays.')
    case 'client_wins':
      return i18n.t('Both had changed it: the value that arrives wins.')
    case 'lww':
      return i18n.t('Both had changed it: the later edit wins.')
    default:
      return how
  }
}

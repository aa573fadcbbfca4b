import { i18n } from '@lingui/core'

/** Why the device looked for something to send or to receive; a reason of another version is shown as it is called. */
export function wokenText(reason: string): string {
  switch (reason) {
    case 'started':
      return i18n.t('Woken: Satchel was opened')
    case 'signedIn':
      return i18n.t('Woken: somebody signed in')
    case 'asked':
      return i18n.t('Woken: you asked for it')
    case 'saved':
      return i18n.t('Woken: something was saved')
    case 'decided':
      return i18n.t('Woken: you decided about what waited')
    case 'online':
      return i18n.t('Woken: the network came back')
    case 'reached':
      return i18n.t('Woken: the server answered again')
    case 'shown':
    case 'visible':
      return i18n.t('Woken: Satchel came into view')
    case 'hinted':
      return i18n.t('Woken: the server had news')
    case 'liveBroke':
      return i18n.t('Woken: the live connection broke off')
    case 'timer':
      return i18n.t('Woken: it was time to look')
    case 'activated':
      return i18n.t('Woken: this version of Satchel was installed')
    case 'sync':
      return i18n.t('Woken: the browser found a network')
    case 'periodicsync':
      return i18n.t('Woken: the browser let Satchel look in the background')
    default:
      return i18n.t('Woken: {reason}', { reason })
  }
}

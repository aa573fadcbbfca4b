// Before anything is painted: which language, and which way it reads – what was chosen on this device, or else what the browser
// asks for –, and whether it will be the sign-in page. The app takes it from here.
{
  const dirs = { en: 'ltr', ar: 'rtl' }
  let chosen
  let isSignedIn = false
  try {
    chosen = localStorage.getItem('language')
    isSignedIn = localStorage.getItem('signed in') !== null
  } catch {
    // A browser that keeps nothing.
  }
  const wanted = [chosen, ...navigator.languages].map((tag) => String(tag).split('-')[0])
  const lang = wanted.find((tag) => Object.hasOwn(dirs, tag)) ?? 'en'
  const sends = 'SyncManager' in globalThis ? 'sends-by-itself' : 'sends-when-open'
  const className = isSignedIn ? '' : `nobody-yet ${sends}`
  Object.assign(document.documentElement, { lang, dir: dirs[lang], className })
  // A page's first number takes as long to write as its first list does, and the second no time: done while the app is read in,
  // beside this thread. Nobody waits for numbers on the sign-in page.
  if (isSignedIn)
    setTimeout(() => {
      new Intl.NumberFormat(lang).format(0)
      new Intl.DateTimeFormat(lang, { dateStyle: 'medium' }).format()
    })
}

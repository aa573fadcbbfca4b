// Which language, and which way it reads, before anything is painted: what was chosen on this device, or else what the browser
// asks for. The app takes it from here.
{
  const dirs = { en: 'ltr', ar: 'rtl' }
  let chosen
  try {
    chosen = localStorage.getItem('language')
  } catch {
    // A browser that keeps nothing.
  }
  const wanted = [chosen, ...navigator.languages].map((tag) => String(tag).split('-')[0])
  const lang = wanted.find((tag) => Object.hasOwn(dirs, tag)) ?? 'en'
  Object.assign(document.documentElement, { lang, dir: dirs[lang] })
}

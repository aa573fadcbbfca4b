import { chooseLanguage, useLanguage } from '../../i18n/i18n.ts'
import { isLanguage, LANGUAGES } from '../../i18n/languages.ts'
import { Button } from '../../ui/button.tsx'

/** The other languages, for whoever cannot read this one. */
export function OtherLanguages() {
  const language = useLanguage()
  const others = Object.keys(LANGUAGES).filter(isLanguage)
  return (
    <div className="flex flex-wrap justify-center gap-2">
      {others
        .filter((one) => one !== language)
        .map((one) => (
          <Button key={one} look="quiet" lang={one} onClick={() => void chooseLanguage(one).catch(() => undefined)}>
            <bdi>{LANGUAGES[one].name}</bdi>
          </Button>
        ))}
    </div>
  )
}

import { chooseLanguage, useLanguage } from '../../i18n/i18n.ts'
import { LANGUAGE_TAGS, LANGUAGES } from '../../i18n/languages.ts'
import { Button } from '../../ui/button.tsx'

/** The other languages, for whoever cannot read this one. A button's place is what it keeps, and the focus with it. */
export function OtherLanguages() {
  const language = useLanguage()
  return (
    <ul className="flex flex-wrap justify-center gap-2">
      {LANGUAGE_TAGS.filter((one) => one !== language).map((one, place) => (
        // oxlint-disable-next-line react/no-array-index-key
        <li key={place}>
          <Button look="quiet" lang={one} onClick={() => void chooseLanguage(one).catch(() => undefined)}>
            <bdi>{LANGUAGES[one].name}</bdi>
          </Button>
        </li>
      ))}
    </ul>
  )
}

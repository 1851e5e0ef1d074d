// What imported chats may earn: the rule, never a promise.
import { network } from '../connect/gateway'
import { useWords } from '../i18n'
import { joined } from '../i18n/joined'
import { kula, UNKNOWN } from '../parts/amounts'
import { useObservable } from '../parts/observable'
import { typicalOf } from '../train/typical'

export function EarnsCard() {
  const { t, locale } = useWords()
  const now = useObservable(network)
  const typical = now ? typicalOf(now.typical, 'conversation', null) : null
  return (
    <section className="card card-quiet" aria-labelledby="earns">
      <h2 id="earns">{t('What it earns')}</h2>
      <p className="soft">
        {t(
          'Chats with other models count half, because Kula did not sign the answers. Your thumbs in them become ratings.',
        )}
      </p>
      {typical !== null && (
        <p className="num">
          {t('A chat typically earned {amount} KULA in the last seven days, one with other models about half.', {
            amount: kula(typical, locale),
          })}
        </p>
      )}
      <p className="note">
        {joined(
          now && t('A record is paid if it scores above {floor}.', { floor: now.parameters.floor ?? UNKNOWN }),
          t('That is no promise: the score decides, and copies earn nothing.'),
        )}
      </p>
    </section>
  )
}

// The newest rounds and where they stand.
import type { EpochStatus } from '@kula/client'
import type { Message } from '../i18n'
import { useWords } from '../i18n'
import { UNKNOWN } from '../parts/amounts'

const phases: Record<string, Message> = {
  open: 'Taking records',
  commit: 'Scoring',
  reveal: 'Scoring',
  report: 'Scoring',
  challenge: 'Open to objections',
  final: 'Paid|round',
}

interface Props {
  numbers: number[]
  /** What is known of each number. */
  rounds: (EpochStatus | undefined)[]
  /** Whether the gateway said which round it is. */
  isKnown: boolean
}

export function RoundsCard({ numbers, rounds, isKnown }: Props) {
  const { t, locale } = useWords()
  const number = (value: number | undefined) =>
    value === undefined ? UNKNOWN : new Intl.NumberFormat(locale).format(value)
  return (
    <section className="card" aria-labelledby="rounds">
      <h2 id="rounds">{t('Rounds')}</h2>
      {numbers.length === 0 && (
        <p className="note">{isKnown ? t('The first round has not ended yet.') : t('Not known right now.')}</p>
      )}
      <div className="table-wrap" hidden={numbers.length === 0}>
        <table>
          <caption className="hidden">{t('Rounds')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('Round')}</th>
              <th scope="col">{t('State')}</th>
              <th scope="col" className="td-num">
                {t('Records')}
              </th>
            </tr>
          </thead>
          <tbody>
            {numbers.map((round, place) => {
              const seen = rounds[place]
              const phase = seen && phases[seen.phase]
              return (
                <tr key={round}>
                  <td className="num">{number(round)}</td>
                  <td>{phase ? t(phase) : (seen?.phase ?? UNKNOWN)}</td>
                  <td className="td-num">{number(seen?.records)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </section>
  )
}

// Says what became of the gateway's promise to post a record, and what can be done if it broke it.
import { useMutation } from '@tanstack/react-query'
import { session } from '../../connect/sessions'
import type { Item } from '../../feedback/item'
import { type Message, useWords } from '../../i18n'
import { Rich } from '../../i18n/Rich'
import { Icon } from '../../parts/Icon'
import { useObservable } from '../../parts/observable'
import type { Accusable } from './accuse'
import { ByYourself } from './ByYourself'
import { handIn } from './handIn'

const WORDS: Record<string, Message> = {
  kept: 'The server kept its promise: the record is on the ledger where its receipt says.',
  late: 'The server is late: the record is not on the ledger yet. There was too little room so far, so that is no fault.',
  broken:
    '**The server broke its promise.** It signed that it would post this record, and did not, though there was room.',
  accused: 'The server is accused. It has a day to show the record on the ledger.',
  convictable: '**The server did not answer.** Now it can be fined, and whoever accused it gets half of the fine.',
  settled: 'The accusation is over: somebody showed the record, or the server was fined.',
}

export function PromiseCard({ item }: { item: Item | null }) {
  const { t } = useWords()
  const owner = useObservable(session)
  const hand = useMutation({ mutationFn: (of: Accusable) => handIn(of) })
  const words = WORDS[item?.promise ?? '']
  if (!item?.receipt || !words || !owner || item.owner !== owner.owner) return null
  const { receipt, promise } = item
  const isBad = promise === 'broken' || promise === 'convictable'
  const isAlone = hand.isError || hand.data === null
  return (
    <section className="card" aria-labelledby="promise">
      <h2 id="promise">{t('The server’s promise')}</h2>
      <p className={`state ${isBad ? 'state-bad' : promise === 'kept' ? 'state-good' : 'state-wait'}`}>
        <Icon name={isBad ? 'alert' : promise === 'kept' ? 'done' : 'clock'} />
        <span>
          <Rich text={t(words)} />
        </span>
      </p>
      {isBad && !isAlone && !hand.data && (
        <>
          <p className="note">
            {t('Another server of the network does it for you, and gets half of the fine. It costs you nothing.')}
          </p>
          <button
            type="button"
            className="btn btn-main"
            disabled={hand.isPending}
            aria-busy={hand.isPending}
            onClick={() => hand.mutate({ ...item, receipt })}
          >
            <Icon name="network" />
            {hand.isPending
              ? t('Asking other servers')
              : promise === 'broken'
                ? t('Accuse the server')
                : t('Have it fined')}
          </button>
        </>
      )}
      <p className="note" role="status">
        {isBad &&
          hand.data &&
          t('{host} has the proof. It checks it, accuses the server, and has it fined after a day without an answer.', {
            host: hand.data,
          })}
        {isBad && isAlone && t('No other server takes the proof now. Try again later, or do it yourself:')}
      </p>
      {isBad && isAlone && <ByYourself item={{ ...item, receipt }} owner={owner} />}
    </section>
  )
}

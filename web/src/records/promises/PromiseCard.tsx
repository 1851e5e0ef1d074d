// Says what became of the gateway's promise to post a record, and what can be done if it broke it.
import { useMutation } from '@tanstack/react-query'
import { endOf } from '../../connect/ends'
import { session } from '../../connect/sessions'
import { endWords } from '../../connect/sheets/endWords'
import type { Item } from '../../feedback/item'
import { type Message, useWords } from '../../i18n'
import { Rich } from '../../i18n/Rich'
import { download } from '../../parts/download'
import { Icon } from '../../parts/Icon'
import { useObservable } from '../../parts/observable'
import { type Accusable, accuse, convict } from './accuse'
import { receiptLine } from './receiptLine'

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
  const act = useMutation({
    mutationFn: async (of: Accusable) => {
      if (!owner) return
      await (of.promise === 'broken' ? accuse(owner, of) : convict(owner, of))
    },
  })
  const words = WORDS[item?.promise ?? '']
  if (!item?.receipt || !words || !owner || item.owner !== owner.owner) return null
  const { receipt, leaf, promise } = item
  const name = `kula-receipt-${receipt.record.slice(2, 10)}.jsonl`
  const isBad = promise === 'broken' || promise === 'convictable'
  return (
    <section className="card" aria-labelledby="promise">
      <h2 id="promise">{t('The server’s promise')}</h2>
      <p className={`state ${isBad ? 'state-bad' : promise === 'kept' ? 'state-good' : 'state-wait'}`}>
        <Icon name={isBad ? 'alert' : promise === 'kept' ? 'done' : 'clock'} />
        <span>
          <Rich text={t(words)} />
        </span>
      </p>
      {isBad && owner.kind === 'wallet' && (
        <>
          <p className="note">
            {promise === 'broken'
              ? t(
                  'Accusing takes a deposit of 1 KULA and gas. It comes back with half of the fine, unless the server shows the record.',
                )
              : t('That costs gas only.')}
          </p>
          <button
            type="button"
            className="btn btn-main"
            disabled={act.isPending}
            aria-busy={act.isPending}
            onClick={() => act.mutate({ ...item, receipt })}
          >
            <Icon name="wallet" />
            {act.isPending
              ? t('Waiting for your wallet')
              : promise === 'broken'
                ? t('Accuse the server')
                : t('Have it fined')}
          </button>
          <p className="state state-bad" role="alert">
            {act.isError && t(endWords[endOf(act.error)].title, { chain: '', account: '' })}
          </p>
        </>
      )}
      {isBad && (
        <>
          <p className="note">
            {t('Anybody can do it with the proof, from any account with 1 KULA and gas. On a computer with Kula:')}
          </p>
          <code className="hash">{`kula receipts ${name} --deposit 1 --stay 600`}</code>
          <button type="button" className="btn" onClick={() => download(name, receiptLine({ receipt, leaf }))}>
            <Icon name="download" />
            {t('Save the proof')}
          </button>
        </>
      )}
    </section>
  )
}

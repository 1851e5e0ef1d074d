// What a person does with a proof that no other gateway takes: accuse from the own wallet, or save the proof for a computer.
import { proofOf } from '@kula/client'
import { useMutation } from '@tanstack/react-query'
import { endOf } from '../../connect/ends'
import type { Session } from '../../connect/sessions'
import { endWords } from '../../connect/sheets/endWords'
import { useWords } from '../../i18n'
import { download } from '../../parts/download'
import { Icon } from '../../parts/Icon'
import { type Accusable, accuse, convict } from './accuse'

export function ByYourself({ item, owner }: { item: Accusable; owner: Session }) {
  const { t } = useWords()
  const act = useMutation({
    mutationFn: () => (item.promise === 'broken' ? accuse(owner, item) : convict(owner, item)),
  })
  const name = `kula-receipt-${item.receipt.record.slice(2, 10)}.jsonl`
  return (
    <>
      {owner.kind === 'wallet' && (
        <>
          <p className="note">
            {item.promise === 'broken'
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
            onClick={() => act.mutate()}
          >
            <Icon name="wallet" />
            {act.isPending
              ? t('Waiting for your wallet')
              : item.promise === 'broken'
                ? t('Accuse from my wallet')
                : t('Have it fined from my wallet')}
          </button>
          <p className="state state-bad" role="alert">
            {act.isError && t(endWords[endOf(act.error)].title, { chain: '', account: '' })}
          </p>
        </>
      )}
      <p className="note">
        {t('Anybody can do it with the proof, from any account with 1 KULA and gas. On a computer with Kula:')}
      </p>
      <code className="hash">{`kula receipts ${name} --deposit 1 --stay 600`}</code>
      <button type="button" className="btn" onClick={() => download(name, `${JSON.stringify(proofOf(item))}\n`)}>
        <Icon name="download" />
        {t('Save the proof')}
      </button>
    </>
  )
}

// Says what an erasure does and what it cannot do, has the owner sign it, and shows the gateway's proof.
import { BadProof, type Network, Problem, type RecordStatus } from '@kula/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { endOf } from '../../connect/ends'
import { network } from '../../connect/gateway'
import type { Session } from '../../connect/sessions'
import { endWords } from '../../connect/sheets/endWords'
import { chainName } from '../../connect/walletSign'
import { type Translate, useWords } from '../../i18n'
import { kula, shortAddress } from '../../parts/amounts'
import { Icon } from '../../parts/Icon'
import { useObservable } from '../../parts/observable'
import { Sheet } from '../../parts/Sheet'
import { ErasureProof } from './ErasureProof'
import { erase } from './erase'

interface Props {
  owner: Session
  /** Null erases all records of the owner. */
  record: RecordStatus | null
  payTo: string | null
  onClose: () => void
}

export function EraseSheet({ owner, record, payTo, onClose }: Props) {
  const { t, locale } = useWords()
  const now = useObservable(network)
  const queries = useQueryClient()
  const erasing = useMutation({
    mutationFn: () => erase(owner, record, payTo),
    onSuccess: () => void queries.invalidateQueries(),
  })
  const points = record ? pointsOfOne(record, payTo === owner.owner, t, locale) : pointsOfAll(t)
  const title = record ? t('Erase this record?') : t('Erase all my records?')
  return (
    <Sheet title={erasing.data ? t('Erased|title') : title} {...(erasing.isPending ? {} : { onClose })}>
      {erasing.data ? (
        <>
          <ErasureProof erasure={erasing.data} />
          <button type="button" className="btn btn-main btn-wide" onClick={onClose}>
            {t('Close')}
          </button>
        </>
      ) : (
        <>
          <ul className="points">
            {points.map(([icon, text]) => (
              <li key={text}>
                <Icon name={icon} />
                <p>{text}</p>
              </li>
            ))}
          </ul>
          <p className="state state-bad" role="alert">
            {erasing.isError && faultWords(erasing.error, owner, now, t)}
          </p>
          <div className="stack-tight">
            <button
              type="button"
              className="btn btn-danger-main btn-wide"
              aria-busy={erasing.isPending}
              disabled={erasing.isPending}
              onClick={() => erasing.mutate()}
            >
              <Icon name="trash" />
              {erasing.isPending ? t('Waiting for your signature') : t('Erase for good')}
            </button>
            <button type="button" className="btn btn-bare btn-wide" disabled={erasing.isPending} onClick={onClose}>
              {record ? t('Keep it') : t('Keep them')}
            </button>
          </div>
        </>
      )}
    </Sheet>
  )
}

type Point = [icon: string, text: string]

function pointsOfOne(record: RecordStatus, isPaidHere: boolean, t: Translate, locale: string): Point[] {
  const amount = record.pay?.final ? BigInt(record.pay.amount) : 0n
  const royalty = t('Its future share of licence sales ends. The {amount} KULA stay yours.', {
    amount: kula(amount, locale),
  })
  return [
    ['check', t('The server destroys the key to your text and gives you a signed receipt.')],
    ['check', t('The next version of each dataset leaves it out.')],
    ['none', t('Copies that others made of a dataset, and trained models, do not forget.')],
    ...(isPaidHere && amount > 0n ? [['none', royalty] as Point] : []),
  ]
}

function pointsOfAll(t: Translate): Point[] {
  return [
    ['check', t('The server destroys the keys to all your texts and gives you a signed receipt.')],
    ['check', t('The next versions of the datasets leave them out.')],
    ['none', t('Copies that others made of a dataset, and trained models, do not forget.')],
    ['clock', t('What is still being scored is erased when its round ends.')],
    ['none', t('What was paid stays yours. Shares of licence sales go on until each record is erased by itself.')],
  ]
}

function faultWords(error: Error, owner: Session, now: Network | null, t: Translate): string {
  if (error instanceof BadProof)
    return t('The server’s receipt does not hold. We do not know whether it erased anything.')
  if (error instanceof Problem) return t('The server did not take it. Nothing has changed.')
  const words = endWords[endOf(error)]
  const values = { chain: now ? chainName(now) : '', account: shortAddress(owner.owner) }
  return `${t(words.title, values)} ${t('Nothing has changed.')}`
}

// The owner's records: what the gateway says of each, joined with the words and times that this device keeps. Pure.

import type { Kind, Network, RecordStatus } from '@kula/client'
import type { Address } from 'viem'
import type { Item } from '../feedback/item'
import type { Translate } from '../i18n'
import { paidBy, scoredBy } from '../money/clock'

export interface Row {
  id: string
  kind: Kind
  title: string | null
  sent: number | null
  status: RecordStatus | null
  item: Item | null
}

/** A record that was sent this short a time ago may not be on the gateway's first page yet. */
const FRESH = 300_000

export type Show = 'all' | 'way' | 'paid' | 'unpaid' | 'ended'

/** `isPart`: more pages follow. What this device keeps of them is listed with them. */
export function rowsOf(
  statuses: RecordStatus[],
  items: Item[],
  owner: Address,
  isPart = false,
  now = Date.now(),
): Row[] {
  const mine = items.filter((item) => item.owner === owner || (item.owner === null && !item.record))
  const known = new Map(mine.filter((item) => item.record).map((item) => [item.record as string, item]))
  const listed = statuses.map((status): Row => {
    const item = known.get(status.record) ?? null
    const sent = item?.sent ?? (status.signed_at ? status.signed_at * 1_000 : null)
    return { id: status.record, kind: status.kind, title: item?.title ?? null, sent, status, item }
  })
  const ids = new Set(listed.map((row) => row.id))
  const others = mine
    .filter((item) => !item.record || !ids.has(item.record))
    .map((item): Row => {
      const sent = item.sent ?? item.created
      return { id: item.record ?? item.id, kind: item.content.kind, title: item.title, sent, status: null, item }
    })
  const waiting = others.filter((row) => !row.item?.record).sort((a, b) => (b.sent ?? 0) - (a.sent ?? 0))
  const isListed = (row: Row) => !isPart || (row.sent ?? 0) > now - FRESH
  const older = others.filter((row) => row.item?.record && isListed(row)).sort((a, b) => (b.sent ?? 0) - (a.sent ?? 0))
  return [...waiting, ...listed, ...older]
}

export function isPaid({ status }: Row): boolean {
  return status?.pay?.final === true && BigInt(status.pay.amount) > 0n
}

export function isUnpaid({ status, item }: Row): boolean {
  if (item?.state === 'refused' || status?.state === 'void') return true
  return status?.state === 'final' && !(status.pay && BigInt(status.pay.amount) > 0n)
}

/** Taken back or erased by its owner. */
export function isEnded({ status, item }: Row): boolean {
  return item?.ended !== undefined || (!!status?.withheld && status.withheld !== 'quarantined')
}

export function shows(row: Row, show: Show): boolean {
  if (show === 'paid') return isPaid(row)
  if (show === 'ended') return isEnded(row)
  if (show === 'unpaid') return isUnpaid(row) && !isEnded(row)
  return show === 'all' || (!isPaid(row) && !isUnpaid(row) && !isEnded(row))
}

export const kindIcons: Record<Kind, string> = {
  conversation: 'chat',
  rating: 'good',
  correction: 'correct',
  preference: 'compare',
}

export interface StateWords {
  icon: string
  tone: '' | 'good' | 'wait' | 'bad'
  text: string
}

/** Where a record stands, in one line. */
export function stateOf(row: Row, network: Network | null, t: Translate, locale: string): StateWords {
  const { status, sent } = row
  const floor = status?.floor ?? network?.parameters.floor ?? '—'
  if (isEnded(row)) return endState(row, t)
  if (!status) return localState(row, t)
  const score = status.score ?? '—'
  if (status.state === 'void') return { icon: 'none', tone: '', text: t('Not counted') }
  if (isPaid(row)) {
    const isHalf = status.reasons.includes('imported')
    return { icon: 'done', tone: 'good', text: isHalf ? t('Paid · half, not answered by Kula') : t('Paid|record') }
  }
  if (isUnpaid(row))
    return { icon: 'none', tone: '', text: t('Not paid · {score}, pays above {floor}', { score, floor }) }
  if (status.state === 'reported') {
    if (score !== '—' && !(status.pay && BigInt(status.pay.amount) > 0n))
      return { icon: 'clock', tone: '', text: t('Scored {score} · pays above {floor}', { score, floor }) }
    const time = paidBy(network, status.epoch, sent, locale)
    return {
      icon: 'clock',
      tone: 'wait',
      text: time ? t('Scored {score} · paid about {time}', { score, time }) : t('Scored {score}', { score }),
    }
  }
  if (status.estimate) {
    const { score, stage } = status.estimate
    const text = stage === 'first' ? t('First look: {score}', { score }) : t('Estimate {score}', { score })
    return { icon: 'clock', tone: 'wait', text }
  }
  const time = scoredBy(network, sent, locale)
  return { icon: 'clock', tone: 'wait', text: time ? t('Score by about {time}', { time }) : t('Received') }
}

function endState({ status, item }: Row, t: Translate): StateWords {
  if (status?.withheld === 'erasing') return { icon: 'clock', tone: 'wait', text: t('Being erased') }
  const isErased = status?.withheld === 'erased' || typeof item?.ended === 'object'
  return isErased ? { icon: 'trash', tone: '', text: t('Erased') } : { icon: 'undo', tone: '', text: t('Taken back') }
}

function localState({ item }: Row, t: Translate): StateWords {
  if (item?.state === 'refused') return { icon: 'alert', tone: 'bad', text: t('Not taken by the server, kept here') }
  if (item?.state === 'waiting') return { icon: 'clock', tone: 'wait', text: t('Waits on this device') }
  if (item?.state === 'received') return { icon: 'clock', tone: '', text: t('Received') }
  if (item?.state === 'held') return { icon: 'clock', tone: 'wait', text: t('Not sent yet') }
  if (!item) return { icon: 'clock', tone: '', text: t('Not known right now') }
  return { icon: 'clock', tone: 'wait', text: t('Sending') }
}

// Hands the proof of a broken promise to another gateway of the network, which accuses on its own account: no coin needed.
import { accuseThrough, createClient, within } from '@kula/client'
import { knownNetwork } from '../../connect/gateway'
import type { Accusable } from './accuse'

/** Seconds. */
const LONGEST_WAIT = 20
/** So many gateways get the proof: one of them may belong to the accused one, and only say that it takes it. */
const ENOUGH = 3

/**
 * Hands the proof to some gateways by chance, until three have taken it. Returns the host of the first of these, or null if
 * none does. Rejects if the chain does not answer.
 */
export async function handIn(item: Accusable): Promise<string | null> {
  const { readGateways } = await import('../../network/chain')
  const accused = item.receipt.gateway.toLowerCase()
  const hosts: string[] = []
  for (const { address, url } of shuffled(await readGateways(await knownNetwork()))) {
    const base = address.toLowerCase() === accused ? null : webAddress(url)
    if (base && !hosts.includes(base.host) && (await isTaken(base.href, item))) hosts.push(base.host)
    if (hosts.length === ENOUGH) break
  }
  return hosts[0] ?? null
}

function shuffled<T>(list: T[]): T[] {
  return list
    .map((one) => ({ one, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one)
}

async function isTaken(url: string, item: Accusable): Promise<boolean> {
  try {
    const { record, state } = await within(accuseThrough(createClient(url), item), LONGEST_WAIT)
    return record === item.receipt.record && state !== 'kept' && state !== 'dropped'
  } catch (error) {
    console.info(`${url} does not take the proof:`, error)
    return false
  }
}

/** The address that an operator wrote, if a page may ask there: by HTTPS, or by HTTP from a page that came that way. */
export function webAddress(text: string): URL | null {
  try {
    const url = new URL(text)
    const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && location.protocol === 'http:')
    return isSafe && !url.username && !url.password && !url.search && !url.hash ? url : null
  } catch {
    return null
  }
}

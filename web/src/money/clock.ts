// When a record is scored and paid, at the latest, as the deployment's numbers say.
import type { Network } from '@kula/client'
import { translate } from '../i18n'
import { clockTime, dayName, isSameDay } from '../i18n/times'

function seconds(network: Network, names: string[]): number {
  return names.reduce((sum, name) => sum + Number(network.parameters[name] ?? 0), 0)
}

/** Milliseconds until a record that is sent now has its score, at the latest. */
export function untilScored(network: Network): number {
  return 1_000 * seconds(network, ['open_seconds', 'commit_seconds', 'reveal_seconds', 'report_seconds'])
}

export function untilPaid(network: Network): number {
  return untilScored(network) + 1_000 * seconds(network, ['challenge_seconds'])
}

export function whenScored(network: Network, sent: number, locale: string): string {
  return timeWords(sent + untilScored(network), locale)
}

export function whenPaid(network: Network, sent: number, locale: string): string {
  return timeWords(sent + untilPaid(network), locale)
}

/** A time as people say it: "15:20", "tomorrow 16:05", "3 Nov, 16:05". */
export function timeWords(at: number, locale: string): string {
  const now = Date.now()
  const time = clockTime(at, locale)
  if (isSameDay(at, now)) return time
  if (isSameDay(at, now + 86_400_000)) return translate('tomorrow {time}', { time })
  if (isSameDay(at, now - 86_400_000)) return translate('yesterday {time}', { time })
  return `${dayName(at, locale)} ${time}`
}

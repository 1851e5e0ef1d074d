// When a record is scored and paid, at the latest, as the deployment's numbers say.
import type { Network } from '@kula/client'
import { translate } from '../i18n'
import { clockTime, dayName, isSameDay } from '../i18n/times'

function seconds(network: Network, names: string[]): number {
  return names.reduce((sum, name) => sum + Number(network.parameters[name] ?? 0), 0)
}

/** Milliseconds until a record that is sent now has its score, at the latest, by the deployment's numbers. */
function untilScored(network: Network): number {
  return 1_000 * seconds(network, ['open_seconds', 'commit_seconds', 'reveal_seconds', 'report_seconds'])
}

function untilPaid(network: Network): number {
  return untilScored(network) + 1_000 * seconds(network, ['challenge_seconds'])
}

/** When a record that was sent has its score, at the latest, by the gateway's clock of the rounds. */
export function scoredBy(network: Network | null, sent: number | null, locale: string): string | null {
  if (!network || sent === null) return null
  const guess = sent + untilScored(network)
  const open = network.clock
  // A record of an earlier round is scored with it.
  const round = sent >= 1_000 * (open.ends_at - Number(network.parameters.open_seconds ?? 0)) ? open : undefined
  const at = round ? round.scored_at * 1_000 : Math.max(guess, 1_000 * (network.epochs.at(-1)?.scored_at ?? 0))
  return timeWords(at, locale)
}

/** When a record is paid, at the latest. `epoch` is the round that scored it; without it the open round counts. */
export function paidBy(
  network: Network | null,
  epoch: number | null,
  sent: number | null,
  locale: string,
): string | null {
  if (!network) return null
  const { clock, epochs } = network
  const round = epoch === null ? clock : epochs.find((one) => one.epoch === epoch)
  if (round) return timeWords(round.paid_at * 1_000, locale)
  return sent === null ? null : timeWords(sent + untilPaid(network), locale)
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

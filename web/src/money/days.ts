// What was earned by the day on which it was signed (UTC). Amounts are in units of 10^-18 KULA. Pure.
import type { DaySums } from '@kula/client'

export interface Day {
  /** Noon of the day, in milliseconds. */
  at: number
  paid: bigint
  way: bigint
}

const DAY = 86_400_000

export function daysOf(sums: DaySums[], count: number, now: number): Day[] {
  const known = new Map(sums.map((sum) => [sum.day, sum]))
  return Array.from({ length: count }, (_, place): Day => {
    const at = now - (count - 1 - place) * DAY
    const day = new Date(at).toISOString().slice(0, 10)
    const sum = known.get(day)
    const way = BigInt(sum?.pending ?? 0) + BigInt(sum?.claimable ?? 0)
    return { at: Date.parse(`${day}T12:00:00Z`), paid: BigInt(sum?.paid ?? 0), way }
  })
}

/** A round number at or above the largest bar. */
export function scaleOf(days: Day[]): number {
  const most = Math.max(...days.map((day) => Number((day.paid + day.way) / 10n ** 15n) / 1_000))
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1)))
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= most) ?? most
}

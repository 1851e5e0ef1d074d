// What was earned by day of sending, as far as this device knows the days. Amounts are in units of 10^-18 KULA. Pure.
import type { Row } from '../records/rows'

export interface Day {
  at: number
  paid: bigint
  way: bigint
}

const DAY = 86_400_000

export function daysOf(rows: Row[], count: number, now: number): Day[] {
  const today = startOf(now)
  const days = Array.from(
    { length: count },
    (_, place): Day => ({ at: startOf(today - (count - 1 - place) * DAY + DAY / 2), paid: 0n, way: 0n }),
  )
  for (const { sent, status } of rows) {
    const day = sent && days.find((one) => one.at === startOf(sent))
    if (!day || !status?.pay) continue
    if (status.pay.final) day.paid += BigInt(status.pay.amount)
    else day.way += BigInt(status.pay.amount)
  }
  return days
}

function startOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}

/** A round number at or above the largest bar. */
export function scaleOf(days: Day[]): number {
  const most = Math.max(...days.map((day) => Number((day.paid + day.way) / 10n ** 15n) / 1_000))
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1)))
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= most) ?? most
}

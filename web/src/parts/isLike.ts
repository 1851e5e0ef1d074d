// Whether something from outside, such as the gateway's answer or a kept row, has the parts that the page reads. Pure.

type Check = (value: unknown) => boolean

/** What may be missing, or null. */
export function maybe(sample: unknown): Check {
  return (value) => value === undefined || value === null || isLike(value, sample)
}

/** An object whose members are all alike. */
export function each(sample: unknown): Check {
  return (value) => isLike(value, {}) && Object.values(value as object).every((one) => isLike(one, sample))
}

/** Decimal digits, as amounts are. */
export function digits(value: unknown): boolean {
  return typeof value === 'string' && /^\d+$/.test(value)
}

/** A sample is a value of the same type, an object with such members, a list of one such item, or a check. */
export function isLike(value: unknown, sample: unknown): boolean {
  if (typeof sample === 'function') return (sample as Check)(value)
  if (Array.isArray(sample)) return Array.isArray(value) && value.every((item) => isLike(item, sample[0]))
  if (typeof sample === 'number') return Number.isFinite(value)
  if (typeof value !== typeof sample || value === null || Array.isArray(value)) return false
  if (typeof sample !== 'object' || sample === null) return true
  return Object.entries(sample).every(([name, part]) => isLike((value as Record<string, unknown>)[name], part))
}

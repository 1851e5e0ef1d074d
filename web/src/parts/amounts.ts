// KULA in units of 10^-18, as people read it. What is not known is a dash, never 0.
export const UNKNOWN = '—'

const UNIT = 10n ** 18n

export function kula(amount: string | bigint | null | undefined, locale: string): string {
  if (amount === null || amount === undefined) return UNKNOWN
  const units = BigInt(amount)
  const least = UNIT / 100n
  if (units > 0n && units < least) return `< ${new Intl.NumberFormat(locale).format(0.01)}`
  const hundredths = Number((units * 100n) / UNIT)
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(hundredths / 100)
}

export function shortAddress(address: string): string {
  return `${address.slice(0, 6)}…${address.slice(-4)}`
}

export function licenceName(licence: string): string {
  return licence.replace(/-(\d)\.0$/, (_, version) => (version === '1' ? '' : ` ${version}.0`)).replace('CC-', 'CC ')
}

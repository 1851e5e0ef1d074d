// An amount as a person types it, in units of 10^-18 KULA. Pure.
const PLACES = 18

/** Returns the amount, or null for anything but a positive decimal number of at most 18 places. */
export function parseAmount(text: string): bigint | null {
  const match = /^(\d{1,30})(?:\.(\d{0,18}))?$|^\.(\d{1,18})$/.exec(text.trim())
  if (!match) return null
  const [, whole = '0', part = match[3] ?? ''] = match
  const units = BigInt(whole + part.padEnd(PLACES, '0'))
  return units > 0n ? units : null
}

/** Writes an amount exactly, as `parseAmount` reads it. */
export function exactAmount(units: bigint): string {
  const digits = units.toString().padStart(PLACES + 1, '0')
  const part = digits.slice(-PLACES).replace(/0+$/, '')
  return part ? `${digits.slice(0, -PLACES)}.${part}` : digits.slice(0, -PLACES)
}

// Canonical bytes of a record's content: RFC 8785 with NFC strings. Integers only, so numbers need no float rules.
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

export function canonicalBytes(value: Json): Uint8Array {
  return new TextEncoder().encode(canonical(value))
}

function canonical(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return text(value)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new Error(`${value} is not an integer of at most 2^53 - 1`)
    return String(value)
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const fields = Object.entries(value).map(([key, item]) => [key.normalize('NFC'), item] as const)
  fields.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${fields.map(([key, item]) => `${text(key)}:${canonical(item)}`).join(',')}}`
}

function text(value: string): string {
  const normal = value.normalize('NFC')
  if (!normal.isWellFormed()) throw new Error('text holds a lone surrogate')
  return JSON.stringify(normal)
}

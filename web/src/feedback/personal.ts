// Finds personal details in a text: mail addresses, phone numbers, cards, IBANs, secret keys, and names after "my name is".

export type PersonalKind = 'e-mail' | 'phone' | 'card' | 'iban' | 'secret' | 'name'

export interface Personal {
  kind: PersonalKind
  start: number
  end: number
}

const LETTERS = '\\p{L}'
const patterns: [PersonalKind, RegExp, (match: string) => boolean][] = [
  [
    'secret',
    /-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(?:sk|pk|rk|ghp|gho|xox[bp]|AKIA)[-_A-Za-z0-9]{16,}|\b0x[0-9a-fA-F]{64}\b/g,
    () => true,
  ],
  ['e-mail', /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu, () => true],
  ['iban', /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g, isIban],
  ['card', /\b\d(?:[ -]?\d){12,18}\b/g, isCard],
  [
    'phone',
    /(?<![\d.])(?:\+\d[\d ()/-]{6,18}\d|0\d{2,5}[ /-]\d[\d -]{4,11}\d|\(\d{3}\) ?\d{3}-\d{4}|\b\d{3}-\d{3}-\d{4}\b|\b1[3-9]\d{9}\b)(?!\d)/g,
    isPhone,
  ],
  [
    'name',
    new RegExp(
      `(?<=\\b(?:my name is|i am called|call me) )${LETTERS}[${LETTERS}'-]*(?: \\p{Lu}[${LETTERS}'-]*){0,2}`,
      'giu',
    ),
    () => true,
  ],
  ['name', /(?<=我叫|我的名字叫|我的名字是)\p{Script=Han}{2,4}/gu, () => true],
]

/** The details in their order; none lies inside another. */
export function findPersonal(text: string): Personal[] {
  const found: Personal[] = []
  for (const [kind, pattern, isReal] of patterns)
    for (const match of text.matchAll(pattern)) {
      const start = match.index
      const end = start + match[0].length
      if (isReal(match[0]) && !found.some((other) => start < other.end && other.start < end))
        found.push({ kind, start, end })
    }
  return found.sort((a, b) => a.start - b.start)
}

/** The text with some of its details replaced by what they are. */
export function redact(text: string, hidden: Personal[]): string {
  return [...hidden]
    .sort((a, b) => b.start - a.start)
    .reduce((rest, { kind, start, end }) => `${rest.slice(0, start)}[${kind}]${rest.slice(end)}`, text)
}

function isPhone(text: string): boolean {
  const digits = text.replace(/\D/g, '').length
  return digits >= 8 && digits <= 15
}

// Luhn's checksum.
function isCard(text: string): boolean {
  const digits = [...text.replace(/\D/g, '')].reverse().map(Number)
  if (new Set(digits).size === 1) return false
  const sum = digits.reduce(
    (total, digit, place) => total + (place % 2 ? (digit > 4 ? 2 * digit - 9 : 2 * digit) : digit),
    0,
  )
  return sum % 10 === 0
}

function isIban(text: string): boolean {
  const letters = text.replaceAll(' ', '')
  if (letters.length < 15 || letters.length > 34) return false
  const moved = letters.slice(4) + letters.slice(0, 4)
  const digits = moved.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))
  return BigInt(digits) % 97n === 1n
}

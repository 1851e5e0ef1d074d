// Looks at what a pattern of personal data matched: each check returns how many of its characters count, 0 for none.
import words from '../../../node/contributor/exports/patterns.json'

const ibanLengths = new Map(Object.entries(words.iban_lengths))
const noNames = new Set(words.no_names)
// Bits per character from which a long word with digits and both cases counts as a key.
const leastEntropy = 4

const whenever = (right: boolean, text: string): number => (right ? text.length : 0)

const digitsOf = (text: string): number[] => [...text].filter((one) => one >= '0' && one <= '9').map(Number)

// A card's number whose check digit is right and which does not repeat one digit.
function luhn(text: string): number {
  const all = digitsOf(text).reverse()
  const sum = all.reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? digit * 2 - (digit > 4 ? 9 : 0) : digit
    return total + doubled
  }, 0)
  return whenever(sum % 10 === 0 && new Set(all).size > 1, text)
}

// The IBAN at the beginning of a text, whose remainder by 97 is 1.
function iban(text: string): number {
  const wanted = ibanLengths.get(text.slice(0, 2)) ?? 0
  const characters = text.replaceAll(' ', '').slice(0, wanted)
  if (wanted === 0 || characters.length < wanted) return 0
  let remainder = 0
  for (const one of characters.slice(4) + characters.slice(0, 4)) {
    const value = Number.parseInt(one, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  if (remainder !== 1) return 0
  let length = 0
  for (let count = 0; count < wanted; length++) if (text[length] !== ' ') count++
  return length
}

// A word that has letters and digits, as passwords have.
const mixed = (text: string): number => whenever(/[A-Za-z]/.test(text) && /[0-9]/.test(text), text)

// A word that looks drawn at random.
function entropy(text: string): number {
  const counts = [...new Set(text)].sort().map((one) => text.split(one).length - 1)
  const bits = -counts.reduce((sum, count) => sum + (count / text.length) * Math.log2(count / text.length), 0)
  const cases = /[A-Z]/.test(text) && /[a-z]/.test(text)
  return whenever(digitsOf(text).length >= 3 && cases && bits >= leastEntropy, text)
}

// A number of 7 to 13 digits.
function digits(text: string): number {
  const count = digitsOf(text).length
  return whenever(count >= 7 && count <= 13, text)
}

// A text whose first word can be a name.
const name = (text: string): number => whenever(!noNames.has((text.split(' ')[0] ?? '').toLowerCase()), text)

export const checks: Record<string, (text: string) => number> = { luhn, iban, mixed, entropy, digits, name }

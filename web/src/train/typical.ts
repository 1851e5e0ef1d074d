// What a kind of record typically earned, as the gateway says. Pure.
import type { Kind, TypicalPay } from '@kula/client'

/** The languages for which something is known, most records first. */
export function languagesOf(all: TypicalPay[]): string[] {
  const counts = new Map<string, number>()
  for (const { language, records, amount } of all)
    if (language && amount !== null) counts.set(language, (counts.get(language) ?? 0) + records)
  return [...counts].sort((a, b) => b[1] - a[1]).map(([language]) => language)
}

/** In one language, or in all together; null if it is not known. */
export function typicalOf(all: TypicalPay[], kind: Kind, language: string | null): string | null {
  return all.find((one) => one.kind === kind && one.language === language)?.amount ?? null
}

/** A language's own name: "中文" for zh. Scripts in capitals keep the name that Unicode gives them. */
export function languageName(code: string): string {
  if (code !== code.toLowerCase()) return code.charAt(0) + code.slice(1).toLowerCase()
  return new Intl.DisplayNames([code], { type: 'language', fallback: 'code' }).of(code) ?? code
}

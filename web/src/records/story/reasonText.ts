// What a reason of a score means, in the person's language. The table is scoring/reasons.py's; a test compares them.

import table from '../../reasons.json'
import type { Language } from '../../storage/preferences'

export function reasonText(code: string, language: Language): string {
  const words = (table as Record<string, string[]>)[code]
  return words?.[language === 'zh' ? 1 : 0] ?? code
}

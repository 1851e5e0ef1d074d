// The balance that was seen last, for times when nothing can be asked.
import { useEffect, useState } from 'react'
import { useWords } from '../i18n'
import { find, keep } from '../storage/database'
import { timeWords } from './clock'

interface Seen {
  amount: string
  at: number
}

export function useLastSeen(owner: string | undefined, amount: string | undefined) {
  const { locale } = useWords()
  const [seen, setSeen] = useState<Seen | null>(null)
  useEffect(() => {
    if (!owner) return
    if (amount !== undefined) void keep('settings', `seen.${owner}`, { amount, at: Date.now() })
    else void find('settings', `seen.${owner}`, (value) => value as Seen).then(setSeen)
  }, [owner, amount])
  return seen && { amount: seen.amount, time: timeWords(seen.at, locale) }
}

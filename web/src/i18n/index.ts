// The page's words. The English text is the message's name; each other language has one catalogue, loaded when chosen.
import { useMemo } from 'react'
import { observable, useObservable } from '../parts/observable'
import { keepLanguage, type Language, language } from '../storage/preferences'
import { format, type Values } from './format'
import type zh from './zh.json'

export type Message = keyof typeof zh
export type Translate = (message: Message, values?: Values) => string

const catalogue = observable<Record<string, string> | null>(null)

export const locales = { en: 'en-GB', zh: 'zh-Hans' } as const

export async function chooseLanguage(next: Language): Promise<void> {
  if (next === 'zh') catalogue.set((await import('./zh.json')).default)
  else catalogue.set(null)
  keepLanguage(next)
  const description = document.querySelector('meta[name=description]')
  description?.setAttribute('content', translate('Chat for free. Good feedback gets paid.'))
}

/** Translates outside of components. */
export function translate(message: Message, values: Values = {}): string {
  return format(catalogue.get()?.[message] ?? message, values, locales[language.get()])
}

export function useWords(): { t: Translate; language: Language; locale: string } {
  const now = useObservable(language)
  const words = useObservable(catalogue)
  return useMemo(() => {
    const locale = locales[now]
    return { t: (message, values = {}) => format(words?.[message] ?? message, values, locale), language: now, locale }
  }, [now, words])
}

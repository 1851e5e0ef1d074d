// Language and theme: kept where boot.js finds them before the page's own script runs.
import { observable } from '../parts/observable'

export type Language = 'en' | 'zh'
export type Theme = 'system' | 'light' | 'dark'

/** A small choice that this browser keeps. */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(name, value)
  } catch {
    // The choice then lasts until the tab is closed.
  }
}

function firstLanguage(): Language {
  const kept = recall('kula.language')
  if (kept === 'en' || kept === 'zh') return kept
  const wanted = navigator.languages?.length ? navigator.languages : [navigator.language ?? 'en']
  return wanted.find((tag) => /^(en|zh)/i.test(tag))?.startsWith('zh') ? 'zh' : 'en'
}

function firstTheme(): Theme {
  const kept = recall('kula.theme')
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

export const language = observable<Language>(firstLanguage())
export const theme = observable<Theme>(firstTheme())

export function chooseTheme(next: Theme): void {
  theme.set(next)
  remember('kula.theme', next)
  if (next === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = next
}

export function isDark(): boolean {
  const now = theme.get()
  return now === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : now === 'dark'
}

export function keepLanguage(next: Language): void {
  language.set(next)
  remember('kula.language', next)
  document.documentElement.lang = next === 'zh' ? 'zh-Hans' : 'en'
}

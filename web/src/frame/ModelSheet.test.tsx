// The sheet of the model names the languages that it and the scorer know, and says so if that is not known.
import type { Network } from '@kula/client'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { chooseLanguage } from '../i18n'
import { network } from '../testing/network'
import { ModelSheet } from './ModelSheet'

afterEach(async () => {
  cleanup()
  await chooseLanguage('en')
})

function show(languages: Network['languages']): void {
  render(<ModelSheet network={{ ...network, languages }} onClose={() => undefined} />)
}

const fact = (name: string) => screen.getByText(name).nextElementSibling?.textContent

const known = { model: ['en', 'zh'], scorer: ['CYRILLIC', 'LATIN', 'OGHAM'] }
const marks = ['CJK', 'IDEOGRAPHIC', 'KATAKANA', 'KATAKANA-HIRAGANA']

it('languages that are known have their own names, and writing systems those of the reader', async () => {
  show(known)
  expect(fact('Languages')).toBe('English中文')
  expect(fact('Can be scored')).toBe('texts written in: Cyrillic · Latin · Ogham')
  expect(screen.getByText('中文').lang).toBe('zh')
})

it('a mark of a writing system is no other one', () => {
  show({ ...known, scorer: marks })
  expect(fact('Can be scored')).toBe('texts written in: Han · Katakana')
})

it('in Chinese too', async () => {
  await chooseLanguage('zh')
  show(known)
  expect(fact('语言')).toBe('English中文')
  expect(fact('可评分')).toBe('使用这些文字的内容：西里尔文 · 拉丁文 · Ogham')
})

it.each([
  ['en', 'Languages', 'Can be scored', 'Not known right now'],
  ['zh', '语言', '可评分', '暂时查不到'],
] as const)('what is not known is not guessed: %s', async (language, model, scorer, words) => {
  await chooseLanguage(language)
  show({ model: null, scorer: null })
  expect([fact(model), fact(scorer)]).toEqual([words, words])
})

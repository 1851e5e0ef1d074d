// Whoever reads in a language that the model does not know is told before the first question.
import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { network } from '../connect/gateway'
import { chooseLanguage } from '../i18n'
import { network as known } from '../testing/network'
import { WeakLanguage } from './WeakLanguage'

afterEach(async () => {
  cleanup()
  network.set(null)
  await chooseLanguage('en')
})

function wordsFor(model: string[] | null): string | null {
  network.set({ ...known, languages: { model, scorer: null } })
  const { container, unmount } = render(<WeakLanguage />)
  const words = container.textContent
  unmount()
  return words
}

it('a language that the model lacks is named, in that language', async () => {
  await chooseLanguage('zh')
  expect(wordsFor(['en'])).toBe('Kula 8 目前更擅长英语，中文还在学，最需要你来纠正。')
  expect(wordsFor(['en', 'zh'])).toBe('')
  await chooseLanguage('en')
  expect(wordsFor(['zh'])).toMatch(/^Kula 8 is best at Chinese so far\. It is learning English/)
})

it('nothing is guessed', async () => {
  await chooseLanguage('zh')
  expect(wordsFor(null)).toBe('')
  network.set(null)
  expect(render(<WeakLanguage />).container.textContent).toBe('')
})

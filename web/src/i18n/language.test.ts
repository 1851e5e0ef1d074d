// The page's description is in the language of the page.
import { afterEach, expect, it } from 'vitest'
import { chooseLanguage } from '.'

afterEach(() => chooseLanguage('en'))

it('the description follows the language', async () => {
  const description = document.createElement('meta')
  description.name = 'description'
  document.head.append(description)
  await chooseLanguage('zh')
  expect(description.content).toBe('免费聊天，好反馈有报酬')
  await chooseLanguage('en')
  expect(description.content).toBe('Chat for free. Good feedback gets paid.')
  description.remove()
})

// Google's list of activities with Gemini, from Takeout: one question with one answer per item, the answer as HTML.
import { asItem, asList, asText, clean, type Form, get, has, type Item, step, turn } from '../drafts'
import { plainOf } from '../html'
import { Refused } from '../leftOut'
import { geminiTitles, type Reason } from '../vocabulary'

const attached = / ?Attached [0-9]{1,3} files?\.[^\n]{0,20}$/

export const gemini: Form = {
  matches: (item) => has(item, 'title') && /Gemini|Bard/.test(products(item)),
  *drafts(item) {
    const answers = get(item, 'safeHtmlItem')
    const parts = (Array.isArray(answers) ? answers : [answers]).map(asItem)
    const answer = parts.map((part) => plainOf(asText(part.html) || asText(part.htmlValue))).join('\n\n')
    const title = asText(item.title)
    const verb = geminiTitles.find((one) => title.startsWith(one))
    if (!clean(answer)) throw new Refused('no-answer')
    if (verb === undefined) throw new Refused('unknown-form')
    const question = title.slice(verb.length)
    const words = question.replace(attached, '')
    const images = asList(item.imageFile).length || Number(asText(item.imageFile) !== '')
    const files = (asList(item.attachedFiles).length || Number(words !== question)) + images
    const media = new Array<Reason>(files).fill('media')
    const model = products(item).includes('Gemini') ? 'Gemini' : 'Bard'
    yield { type: 'talk', steps: [step(turn('user', words), media), step(turn('assistant', answer, model))] }
  },
}

const products = (item: Item): string => [item.header, ...asList(item.products)].map(asText).join(' ')

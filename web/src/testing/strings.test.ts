// Every word on screen is a message with a translation, and no translation lies about unused.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { format } from '../i18n/format'
import zh from '../i18n/zh.json'

const SHOWN = ['aria-label', 'title', 'placeholder', 'alt', 'name', 'line', 'label']
const NAMES = new Set(['Kula', 'KULA', 'English', '中文'])
const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/test|exports/.test(name))
  .map((name) => join('src', name))
const sources = files.map((name) =>
  ts.createSourceFile(name, readFileSync(name, 'utf8'), ts.ScriptTarget.ES2022, true, ts.ScriptKind.TSX),
)

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node)
  node.forEachChild((child) => visit(child, see))
}

function isWords(text: string): boolean {
  return /\p{L}{2}/u.test(text) && !NAMES.has(text.trim())
}

describe('strings', () => {
  it('no component holds words that are not a message', () => {
    const loose: string[] = []
    for (const source of sources)
      visit(source, (node) => {
        if (ts.isJsxText(node) && isWords(node.text)) loose.push(`${source.fileName}: ${node.text.trim()}`)
        const isShown = ts.isJsxAttribute(node) && SHOWN.includes(node.name.getText())
        const literal = isShown && node.initializer && ts.isStringLiteral(node.initializer) ? node.initializer.text : ''
        if (/\s|^[A-Z]/.test(literal) && isWords(literal)) loose.push(`${source.fileName}: ${literal}`)
      })
    expect(loose).toEqual([])
  })

  it('every translation is used, and none is empty', () => {
    const used = new Set<string>()
    for (const source of sources)
      visit(source, (node) => {
        if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) used.add(node.text)
      })
    expect(Object.keys(zh).filter((message) => !used.has(message))).toEqual([])
    expect(Object.values(zh).filter((text) => !text.trim())).toEqual([])
  })

  it('a translation names the values of its message, and no other', () => {
    const fields = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((match) => match[1]))].sort()
    for (const [message, text] of Object.entries(zh))
      expect([message, fields(text)]).toEqual([message, fields(message)])
  })

  it('bold parts are whole in both languages', () => {
    for (const pair of Object.entries(zh))
      for (const text of pair) expect([text, text.split('**').length % 2]).toEqual([text, 1])
  })

  it('numbers choose their form', () => {
    const message = 'Send {n, plural, one {# message} other {# messages}}'
    expect(format(message, { n: 1 }, 'en')).toBe('Send 1 message')
    expect(format(message, { n: 1_200 }, 'en')).toBe('Send 1,200 messages')
    expect(format('Paid|record', {}, 'en')).toBe('Paid')
  })
})

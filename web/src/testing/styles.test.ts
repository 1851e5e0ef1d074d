// Sizes of text, radii and colours come from the tokens, so that one place decides how the page looks.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'))
const others = files.filter((name) => !name.endsWith('tokens.css'))

const TOKEN = /^(var\(--[\w-]+\)|inherit|0)$/
const COLOUR =
  /#[\da-f]{3,8}\b|\b(rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(|\b(black|white|red|green|blue|gr[ae]y)\b/i
const LENGTH = /\d(px|rem|em|pt)\b/

/** The declarations of a style sheet that hold a value of their own where a token belongs. */
function rawIn(css: string): string[] {
  const declarations = [...css.replace(/\/\*.*?\*\//gs, '').matchAll(/(?<=[{;]\s*)([\w-]+):\s*([^;{}]+)(?=[;}])/g)]
  return declarations
    .filter(([, name = '', value = '']) => {
      if (name === 'font-size' || name.endsWith('radius')) return !value.split(/\s+/).every((part) => TOKEN.test(part))
      return COLOUR.test(value) || (name === 'font' && LENGTH.test(value))
    })
    .map(([, name, value]) => `${name}: ${value}`)
}

it.each(others)('%s takes them from the tokens', (name) => {
  expect(rawIn(readFileSync(`src/${name}`, 'utf8'))).toEqual([])
})

it.each([
  'font-size: 12px',
  'font: 14px / 1.6 var(--font-code)',
  'border-radius: var(--radius) 2px',
  'border-start-start-radius: 3px',
  'color: #fff',
  'background: rgb(0 0 0 / 0.4)',
  'border: 1px solid white',
])('%s would be found', (raw) => {
  expect(rawIn(`a {\n  ${raw};\n}`)).toEqual([raw])
})

it.each([
  'font-size: var(--text-small)',
  'font: inherit',
  'border-radius: var(--radius) 0',
  'color: var(--ink)',
  'white-space: nowrap',
])('%s is fine', (fine) => {
  expect(rawIn(`a {\n  ${fine};\n}`)).toEqual([])
})

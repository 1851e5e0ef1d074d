// One component per file, so that a component is found by its name.
import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, it } from 'vitest'

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.tsx') && !name.endsWith('.test.tsx'),
)

/** The names of the components that stand at the top of a file. */
function componentsOf(text: string): string[] {
  const source = ts.createSourceFile('a.tsx', text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TSX)
  return source.statements.flatMap((statement) => {
    if (ts.isFunctionDeclaration(statement)) return named(statement.name)
    if (!ts.isVariableStatement(statement)) return []
    const made = statement.declarationList.declarations.filter(({ initializer }) => initializer && isMade(initializer))
    return made.flatMap(({ name }) => named(name))
  })
}

const named = (name: ts.Node | undefined) => (name && /^[A-Z][a-z]/.test(name.getText()) ? [name.getText()] : [])

// A function, or what a call such as memo makes of one.
function isMade(value: ts.Expression): boolean {
  if (ts.isCallExpression(value)) return value.arguments.some(isMade)
  return ts.isArrowFunction(value) || ts.isFunctionExpression(value)
}

it.each(files)('%s holds one component', (name) => {
  expect(componentsOf(readFileSync(`src/${name}`, 'utf8')).slice(1)).toEqual([])
})

it('a second one would be found', () => {
  const text = 'const NEAR = 5\nexport const One = memo(function One() {})\nfunction two() {}\nfunction Three() {}'
  expect(componentsOf(text)).toEqual(['One', 'Three'])
})

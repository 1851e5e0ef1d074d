// Links to every view and state, in both languages and both themes.
import type { States } from '../../src/testing/states'

const LOOKS = [
  ['en', 'light'],
  ['en', 'dark'],
  ['zh', 'light'],
  ['zh', 'dark'],
] as const

export function List({ views }: { views: Record<string, States> }) {
  return (
    <main className="page" id="main">
      <h1>Kula’s gallery</h1>
      {Object.entries(views).map(([view, states]) => (
        <section className="stack-tight" key={view}>
          <h2>{view}</h2>
          <ul className="list">
            {Object.keys(states).map((state) => (
              <li className="row" key={state}>
                <span className="is-short">{state}</span>
                {LOOKS.map(([language, theme]) => (
                  <a key={language + theme} href={`?view=${view}&state=${state}&language=${language}&theme=${theme}`}>
                    {language} {theme}
                  </a>
                ))}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </main>
  )
}

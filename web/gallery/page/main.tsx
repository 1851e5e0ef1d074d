// The gallery: each view of the app in each of its states. ?view=Money&state=full&theme=dark&language=zh shows one.
import 'fake-indexeddb/auto'
import { createRoot } from 'react-dom/client'
import type { States } from '../../src/testing/states'
import { List } from './List'
import { Shown } from './Shown'
import '../../src/styles/index.css'

// What is wrong with the state that is shown. Of all states but the first of a view, only what differs from it is looked at.
Object.assign(window, { faults: (isWhole: boolean) => import('./faults').then(({ faults }) => faults(isWhole)) })

const modules = import.meta.glob<{ states: States }>('../../src/**/*.states.ts', { eager: true })
const views = Object.fromEntries(
  Object.entries(modules)
    .map(([file, { states }]) => [file.replace(/^.*\/|\.states\.ts$/g, ''), states] as const)
    .sort(([a], [b]) => a.localeCompare(b)),
)

// What is chosen here is not the app's choice, which has the same origin.
Object.defineProperty(window, 'localStorage', { value: undefined })
const wanted = new URLSearchParams(location.search)
const state = views[wanted.get('view') ?? '']?.[wanted.get('state') ?? 'full']
const root = createRoot(document.getElementById('root') as HTMLElement)
const theme = wanted.get('theme')
if (theme) document.documentElement.dataset.theme = theme
root.render(
  state ? <Shown state={state} language={wanted.get('language') === 'zh' ? 'zh' : 'en'} /> : <List views={views} />,
)

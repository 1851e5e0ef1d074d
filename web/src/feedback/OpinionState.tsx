// Where what was said about an answer stands: waiting, on its way, or received.
import type { Turn } from '../chat/state/talk'
import { useObservable } from '../parts/observable'
import type { Item } from './item'
import { outbox } from './outbox'
import { ItemState } from './state/ItemState'

export function OpinionState({ turn }: { turn: Turn }) {
  const isAbout = ({ turn: about, content, ended }: Item) =>
    !ended && (about === turn.id || about === turn.corrects || (content.kind === 'preference' && about === turn.parent))
  const items = Object.values(useObservable(outbox)).filter(isAbout)
  // Of two opinions about one answer, each says which it is.
  return items.map((item) => <ItemState key={item.id} item={item} isNamed={items.length > 1} />)
}

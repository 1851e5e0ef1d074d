// One round on its way.
import { RoundClock } from './RoundClock'

interface Props {
  phase: 'scoring' | 'objections'
  title: string
  /** Parts of the line below; empty ones are left out. */
  line: string[]
  amount: string
}

export function RoundRow({ phase, title, line, amount }: Props) {
  return (
    <li className="item round">
      <RoundClock phase={phase} />
      <span>
        <b className="item-wrap">{title}</b>
        <span className="note item-wrap num">{whole(line.filter(Boolean).join(' · '))}</span>
      </span>
      <b className="num item-end">{amount}</b>
    </li>
  )
}

// The dot stays at the end of its line.
function whole(line: string): string {
  return line.replaceAll(' · ', '\u00a0· ')
}

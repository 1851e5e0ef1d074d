// What axe finds in the state that is shown, and which words nobody can read.
import axe from 'axe-core'
import { cutOff } from './cutOff'

/** `isWhole` looks at the frame around the view too, which is the same in all states of a view. */
export async function faults(isWhole: boolean): Promise<string[]> {
  const parts = isWhole ? document : { include: [...document.querySelectorAll<HTMLElement>('#main, dialog[open]')] }
  const { violations } = await axe.run(parts, { resultTypes: ['violations'] })
  return [...violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`), ...cutOff()]
}

// What a person does in a state before it is looked at: presses buttons, and fills fields. All by their English names.
import { type Message, translate } from '../i18n'

/** The name of a button that is pressed, or of a field with what is typed into it. */
export type Step = string | [field: string, text: string]

/** What a step is done to. Throws while it is not there, or not enabled. */
export function targetOf(step: Step): HTMLElement {
  const isPress = typeof step === 'string'
  const name = isPress ? step : step[0]
  const names = [name, translate(name as Message)]
  const all = [...document.querySelectorAll<HTMLElement>(isPress ? 'button, [role=button]' : 'input, textarea')]
  const isNamed = (element: HTMLElement) => labelsOf(element).some((label) => names.includes(label))
  const found = all.filter((element) => isNamed(element) && !element.matches(':disabled')).at(-1)
  if (!found) throw new Error(`nothing is named ${name}`)
  return found
}

function labelsOf(element: HTMLElement): string[] {
  const labels = [...((element as HTMLInputElement).labels ?? [])].map((label) => label.textContent)
  return [element.textContent, element.getAttribute('aria-label'), ...labels].flatMap((text) =>
    text ? [text.trim()] : [],
  )
}

/** Does one step in a browser. */
export function take(step: Step, target = targetOf(step)): void {
  if (typeof step === 'string') {
    target.click()
    return
  }
  // React listens to what the element's own setter does.
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(target), 'value')?.set?.call(target, step[1])
  target.dispatchEvent(new Event('input', { bubbles: true }))
}

// What a person does in a state before it is looked at: presses buttons, and fills fields. All by their English names.
import { type Message, translate } from '../i18n'

/** The name of a button that is pressed, with the values in it if there are, or of a field with what is typed into it. */
export type Step = string | { name: string; [value: string]: string } | [field: string, text: string]

/** What a step is done to. Throws while it is not there, or not enabled. */
export function targetOf(step: Step): HTMLElement {
  const isPress = !Array.isArray(step)
  const { name, ...values } = isPress ? (typeof step === 'string' ? { name: step } : step) : { name: step[0] }
  const said = Object.entries(values).map(([value, text]) => [value, translate(text as Message)])
  const names = [name, translate(name as Message, Object.fromEntries(said))]
  const all = [...document.querySelectorAll<HTMLElement>(isPress ? 'button, [role=button]' : 'input, textarea')]
  const isNamed = (element: HTMLElement) => labelsOf(element).some((label) => names.includes(label))
  const found = all.filter((element) => isNamed(element) && !element.matches(':disabled')).at(-1)
  if (!found) throw new Error(`nothing is named ${name}`)
  return found
}

function labelsOf(element: HTMLElement): string[] {
  const labels = [...((element as HTMLInputElement).labels ?? [])].map((label) => label.textContent)
  // Of a row that does something, the title.
  const title = element.querySelector('.item-wrap')?.textContent
  return [element.textContent, title, element.getAttribute('aria-label'), ...labels].flatMap((text) =>
    text ? [text.trim()] : [],
  )
}

/** Does one step in a browser. */
export function take(step: Step, target = targetOf(step)): void {
  if (!Array.isArray(step)) {
    target.click()
    return
  }
  // React listens to what the element's own setter does.
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(target), 'value')?.set?.call(target, step[1])
  target.dispatchEvent(new Event('input', { bubbles: true }))
}

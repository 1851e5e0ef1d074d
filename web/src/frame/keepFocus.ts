// Keeps the focus near what was pressed when that goes away or is disabled. On the body, keyboard and screen reader would begin anew at
// the top of the page. Loaded after the first paint.

/** What the focus may stand on in place of a control: a part of the page that a person knows as one thing. */
const PARTS = 'li, section, form, dialog, main, [tabindex]'

interface Step {
  node: Element
  /** Its place among the children of the next step. */
  place: number
}

// The focused element and everything around it, from the inside to the outside.
let trail: Step[] = []
let isByKey = false
let isChecking = false

export function keepFocus(): void {
  addEventListener('keydown', () => setByKey(true), true)
  addEventListener('pointerdown', () => setByKey(false), true)
  addEventListener('focusin', ({ target }) => follow(target))
  addEventListener('focusout', () => setTimeout(forget))
  follow(document.activeElement)
  const changes = { subtree: true, childList: true, attributeFilter: ['disabled'] }
  new MutationObserver(check).observe(document.body, changes)
}

function setByKey(next: boolean): void {
  isByKey = next
}

function follow(target: EventTarget | null): void {
  trail = []
  for (let node = target as Element | null; node && node !== document.body; node = node.parentElement)
    trail.push({ node, place: node.parentElement ? [...node.parentElement.children].indexOf(node) : 0 })
}

const isOnBody = () => !document.activeElement || document.activeElement === document.body

function isLost(): boolean {
  const node = trail[0]?.node
  return node !== undefined && (!node.isConnected || node.matches(':disabled'))
}

// Somebody left the element on purpose, such as with a click beside it.
function forget(): void {
  if (isOnBody() && !isLost()) trail = []
}

function check(): void {
  if (isChecking || !isLost()) return
  isChecking = true
  // Whatever moves the focus on its own, such as a closing dialog or the message box, does it first.
  requestAnimationFrame(() =>
    setTimeout(() => {
      isChecking = false
      if (isOnBody() && isLost()) mend()
    }),
  )
}

function mend(): void {
  const main = document.querySelector('#main')
  const heirs = [...trail.map(heir), main]
  for (const part of heirs) if (part instanceof HTMLElement && part.matches(PARTS) && takesFocus(part)) return
}

/** What stands there now: the element itself, or what has moved to its place. */
function heir({ node, place }: Step, at: number): Element | undefined {
  if (node.isConnected) return node
  const around = trail[at + 1]?.node
  return around?.isConnected ? around.children[Math.min(place, around.children.length - 1)] : undefined
}

function takesFocus(part: HTMLElement): boolean {
  const isOurs = !part.hasAttribute('tabindex')
  if (isOurs) part.tabIndex = -1
  // Who uses a mouse sees no ring jump.
  part.toggleAttribute('data-quiet', !isByKey)
  part.addEventListener('blur', () => restore(part, isOurs), { once: true })
  part.focus({ preventScroll: true })
  if (document.activeElement === part) return true
  restore(part, isOurs)
  return false
}

function restore(part: HTMLElement, isOurs: boolean): void {
  part.removeAttribute('data-quiet')
  if (isOurs) part.removeAttribute('tabindex')
}

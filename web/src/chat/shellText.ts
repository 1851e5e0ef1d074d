// What the person wrote in the page's shell before the scripts had run.
let isTaken = false

export function takeShellText(): string {
  if (isTaken) return ''
  isTaken = true
  return window.__kulaShellText ?? ''
}

declare global {
  interface Window {
    __kulaShellText?: string
  }
}

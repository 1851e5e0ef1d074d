// The page's shell stands until the page itself is drawn. What was written in it meanwhile is taken over.
export interface ShellText {
  text: string
  isFocused: boolean
}

/** Takes what was written before the scripts had run, and removes the shell. */
export function takeShell(): ShellText {
  const shell = document.querySelector('#shell')
  const box = shell?.querySelector('textarea')
  const taken = { text: box?.value ?? '', isFocused: box !== undefined && document.activeElement === box }
  shell?.remove()
  return taken
}

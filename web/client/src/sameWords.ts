// When two answers are the same, so that there is nothing to prefer.

/** Whether two texts say the same but for white space and for the form of their characters (NFC). */
export function areSameWords(one: string, other: string): boolean {
  const words = (text: string) => text.normalize('NFC').trim().split(/\s+/).join(' ')
  return words(one) === words(other)
}

// Whether one of several texts holds a personal detail. The patterns are loaded when they are first needed.
export async function isPersonal(texts: string[]): Promise<boolean> {
  const { findPersonal } = await import('./personal')
  return texts.some((text) => findPersonal(text).length > 0)
}

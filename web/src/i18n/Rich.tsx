// A message with **bold** parts.
export function Rich({ text }: { text: string }) {
  return text.split('**').map((part, place) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one message never move
    place % 2 ? <b key={place}>{part}</b> : part,
  )
}

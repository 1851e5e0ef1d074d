// A text as a code that a camera reads.
import { encode } from 'uqr'

export function QrCode({ text, label }: { text: string; label: string }) {
  const { data: rows } = encode(text, { ecc: 'M', border: 0 })
  const path = rows.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  const side = rows.length + 8
  return (
    <svg className="qr" viewBox={`-4 -4 ${side} ${side}`} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  )
}

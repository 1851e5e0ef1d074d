// A QR code of a short text: bytes, error correction M, versions 1 to 6, mask 0 (ISO/IEC 18004). Pure.

// Of each version: data bytes and correction bytes of a block, and how many blocks there are.
const VERSIONS = [
  [16, 10, 1],
  [28, 16, 1],
  [44, 26, 1],
  [32, 18, 2],
  [43, 24, 2],
  [27, 16, 4],
] as const
// Level M with mask 0, protected by its BCH code.
const FORMAT = 0x5412

type Field = (boolean | null)[][]

/** The rows of the code; true is dark. Throws RangeError for a text over 106 bytes. */
export function qrCode(text: string): boolean[][] {
  const bytes = new TextEncoder().encode(text)
  const place = VERSIONS.findIndex(([data, , blocks]) => bytes.length + 2 <= data * blocks)
  const version = VERSIONS[place]
  if (!version) throw new RangeError(`${bytes.length} bytes are too many`)
  const size = 21 + 4 * place
  const field: Field = Array.from({ length: size }, () => new Array(size).fill(null))
  drawPatterns(field, place + 1)
  drawBits(field, interleaved(padded(bytes, version[0] * version[2]), version))
  return field.map((row) => row.map((dark) => dark === true))
}

function padded(bytes: Uint8Array, length: number): number[] {
  const nibbles = [4, bytes.length >> 4, bytes.length & 15, ...[...bytes].flatMap((byte) => [byte >> 4, byte & 15]), 0]
  const whole = Array.from(
    { length: nibbles.length / 2 },
    (_, at) => (nibbles[2 * at] ?? 0) * 16 + (nibbles[2 * at + 1] ?? 0),
  )
  while (whole.length < length) whole.push((whole.length - bytes.length) % 2 === 0 ? 0xec : 0x11)
  return whole
}

function interleaved(data: number[], [length, corrections, count]: (typeof VERSIONS)[number]): number[] {
  const blocks = Array.from({ length: count }, (_, at) => data.slice(at * length, (at + 1) * length))
  const checks = blocks.map((block) => remainder(block, generator(corrections)))
  const across = (rows: number[][]) => (rows[0] ?? []).flatMap((_, at) => rows.map((row) => row[at] ?? 0))
  return [...across(blocks), ...across(checks)]
}

// Multiplication of GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1.
function times(a: number, b: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d)
    if ((b >> bit) & 1) product ^= a
  }
  return product
}

function generator(degree: number): number[] {
  let root = 1
  let factors = [...new Array(degree - 1).fill(0), 1]
  for (let step = 0; step < degree; step++) {
    factors = factors.map((factor, at) => times(factor, root) ^ (factors[at + 1] ?? 0))
    root = times(root, 2)
  }
  return factors
}

function remainder(data: number[], divisor: number[]): number[] {
  let rest = divisor.map(() => 0)
  for (const byte of data) {
    const factor = byte ^ (rest[0] ?? 0)
    rest = divisor.map((part, at) => (rest[at + 1] ?? 0) ^ times(part, factor))
  }
  return rest
}

function set(field: Field, x: number, y: number, dark: boolean): void {
  const row = field[y]
  if (row && x >= 0 && x < row.length) row[x] = dark
}

// Rings around a centre: dark where the distance is one of these.
function drawRings(field: Field, x: number, y: number, reach: number, light: number[]): void {
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++)
      set(field, x + dx, y + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))))
}

function drawPatterns(field: Field, version: number): void {
  const last = field.length - 1
  for (let at = 0; at <= last; at++) {
    set(field, at, 6, at % 2 === 0)
    set(field, 6, at, at % 2 === 0)
  }
  for (const [x, y] of [
    [3, 3],
    [last - 3, 3],
    [3, last - 3],
  ] as const)
    drawRings(field, x, y, 4, [2, 4])
  if (version > 1) drawRings(field, last - 6, last - 6, 2, [1])
  const bit = (at: number) => ((FORMAT >> at) & 1) === 1
  for (let at = 0; at < 15; at++) {
    set(field, 8, at < 6 ? at : at < 8 ? at + 1 : last - 14 + at, bit(at))
    set(field, at < 8 ? last - at : at < 9 ? 7 : 14 - at, 8, bit(at))
  }
  set(field, 8, last - 7, true)
}

// Fills what is free in columns of two, up and down, from the right. The column of the timing pattern is left out.
function drawBits(field: Field, bytes: number[]): void {
  const size = field.length
  let at = 0
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5
    for (let step = 0; step < size; step++)
      for (const x of [right, right - 1]) {
        const y = ((right + 1) & 2) === 0 ? size - 1 - step : step
        if (field[y]?.[x] !== null) continue
        const bit = ((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1
        set(field, x, y, (bit === 1) !== ((x + y) % 2 === 0))
        at++
      }
  }
}

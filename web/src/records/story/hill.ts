// Counts of scores as the outline of a hill. Pure.

export const MOST = 255

/** Returns an SVG path: one point above the middle of each bin, the most records at `top`, none at `base` (pixels). */
export function hillOf(bins: number[], x: (score: number) => number, top: number, base: number): string {
  const width = (MOST + 1) / bins.length
  const highest = Math.max(1, ...bins)
  const points = bins.map((count, place) => {
    const middle = round(x((place + 0.5) * width))
    return `${middle} ${round(base - (count / highest) * (base - top))}`
  })
  return `M${round(x(0))} ${base}L${points.join('L')}L${round(x(MOST))} ${base}Z`
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10
}

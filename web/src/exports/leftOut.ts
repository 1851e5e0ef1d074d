// Counts what an import leaves out, by reason.
import type { Reason } from './vocabulary'

export class LeftOut {
  readonly counts = new Map<Reason, number>()

  add(reason: Reason, count = 1): void {
    if (count > 0) this.counts.set(reason, (this.counts.get(reason) ?? 0) + count)
  }

  addAll(other: LeftOut): void {
    for (const [reason, count] of other.counts) this.add(reason, count)
  }
}

// An item that gives no record.
export class Refused extends Error {
  constructor(readonly reason: Reason) {
    super(reason)
  }
}

export type FileProblem =
  | 'empty'
  | 'not-json'
  | 'web-page'
  | 'not-a-zip'
  | 'spoiled'
  | 'too-large'
  | 'too-many-files'
  | 'ratio'

// A file that cannot be read at all, or a part of a ZIP that cannot.
export class UnreadableFile extends Error {
  constructor(
    readonly file: string,
    readonly problem: FileProblem,
  ) {
    super(`${file}: ${problem}`)
  }

  // Whether the whole import has to stop: limits hold for all files together.
  get isLimit(): boolean {
    return ['too-large', 'too-many-files', 'ratio'].includes(this.problem)
  }
}

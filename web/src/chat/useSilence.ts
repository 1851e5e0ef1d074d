// Whether an answer has not moved for so long that the person should hear of it.
import { useEffect, useState } from 'react'

const LONG = 20_000

/** `mark` changes with every sign of life. */
export function useSilence(mark: string): boolean {
  const [silent, setSilent] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSilent(mark), LONG)
    return () => clearTimeout(timer)
  }, [mark])
  return silent === mark
}

// Sends a record, keeps its receipt, and says so.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { contribute } from '../actions/contribute'
import type { Network } from '../api'
import type { Content } from '../content'
import { problemText } from '../problems'
import { keepReceipt, type Session } from '../session'
import type { Words } from '../words'

export function useContribute(network: Network, session: Session, words: Words) {
  const [note, setNote] = useState('')
  const queries = useQueryClient()
  async function send(content: Content): Promise<void> {
    try {
      const { receipt, salt } = await contribute(network, session, content)
      keepReceipt(receipt, salt)
      setNote(`${words.sent} ${receipt.record.slice(0, 10)}…`)
      await queries.invalidateQueries({ queryKey: ['account'] })
    } catch (error) {
      setNote(problemText(error, words))
    }
  }
  return { send, note, setNote }
}

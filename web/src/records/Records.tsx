// The state and pay of each record, and buttons to claim and to end the session key. The token itself says what was paid.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { formatUnits, parseAbi } from 'viem'
import { useConfig, useReadContract } from 'wagmi'
import { claim } from '../actions/claim'
import { revoke } from '../actions/revoke'
import { type AccountStatus, get, type Network } from '../api'
import { problemText } from '../problems'
import { receiptsText, type Session } from '../session'
import { dictionary, type Language, reasonWords, type Words } from '../words'

const EVERY = 3_000
const token = parseAbi(['function earned_of(address account) view returns (uint256)'])

interface Props {
  network: Network
  session: Session
  language: Language
  onEnded: () => void
}

export function Records({ network, session, language, onEnded }: Props) {
  const words = dictionary[language]
  const queries = useQueryClient()
  const [note, setNote] = useState('')
  const config = useConfig()
  const { data } = useQuery({
    queryKey: ['account', session.owner],
    queryFn: () => get('/v1/accounts/{address}', session.owner),
    refetchInterval: EVERY,
  })
  const earned = useReadContract({
    address: network.addresses.token,
    abi: token,
    functionName: 'earned_of',
    args: [session.owner],
    query: { refetchInterval: EVERY },
  })
  async function attempt(work: () => Promise<string>) {
    try {
      setNote(await work())
    } catch (error) {
      setNote(problemText(error, words))
    }
  }
  const claimNow = () =>
    attempt(async () => {
      const amount = await claim(session.owner)
      await queries.invalidateQueries()
      return `${words.claimed}: ${kula(amount)}`
    })
  const endKey = () =>
    attempt(async () => {
      await revoke(config, network, session)
      onEnded()
      return words.revoked
    })
  return (
    <section aria-labelledby="records">
      <h2 id="records">{words.records}</h2>
      <p>
        {words.earned}: <b data-testid="earned">{kula((earned.data ?? 0n).toString())}</b> · {words.pending}:{' '}
        {kula(data?.pending ?? '0')}
      </p>
      <div className="row">
        <button type="button" onClick={claimNow}>
          {words.claim}
        </button>
        <a
          className="plain"
          download="kula-receipts.jsonl"
          href={`data:text/plain,${encodeURIComponent(receiptsText())}`}
        >
          {words.receipts}
        </a>
        <button type="button" className="plain" onClick={endKey}>
          {words.revoke}
        </button>
      </div>
      <p role="status">{note}</p>
      {data && data.records.length > 0 ? (
        <Table records={data.records} words={words} language={language} />
      ) : (
        <p>{words.none}</p>
      )}
    </section>
  )
}

function Table({ records, words, language }: { records: AccountStatus['records']; words: Words; language: Language }) {
  const word = (key: string) => words[key as Exclude<keyof Words, 'reasons'>] ?? key
  return (
    <table>
      <thead>
        <tr>
          <th>{words.kind}</th>
          <th>{words.state}</th>
          <th>{words.score}</th>
          <th>{words.pay}</th>
          <th>{words.why}</th>
        </tr>
      </thead>
      <tbody>
        {records.map((record) => (
          <tr key={record.record}>
            <td>{word(record.kind)}</td>
            <td>{word(record.state)}</td>
            <td>{record.score ?? '–'}</td>
            <td>{record.pay ? kula(record.pay.amount) : '–'}</td>
            <td>{record.reasons.map((code) => reasonWords(code, language)).join(' ')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function kula(amount: string): string {
  return `${Number(formatUnits(BigInt(amount), 18)).toLocaleString(undefined, { maximumFractionDigits: 2 })} KULA`
}

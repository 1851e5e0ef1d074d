// The records as a table for other programs (RFC 4180). Amounts are in units of 10^-18 KULA, exact.
import type { Row } from './rows'

const COLUMNS = ['record', 'kind', 'sent', 'words', 'state', 'round', 'score', 'reasons', 'price', 'amount', 'paid']

export function csvOf(rows: Row[]): string {
  const lines = rows.map(({ id, kind, sent, title, status, item }) => [
    id,
    kind,
    sent ? new Date(sent).toISOString() : '',
    title ?? '',
    status?.state ?? item?.state ?? '',
    status?.epoch ?? '',
    status?.score ?? '',
    status?.reasons.join(' ') ?? '',
    status?.pay?.price ?? '',
    status?.pay?.amount ?? '',
    status?.pay ? String(status.pay.final) : '',
  ])
  return [COLUMNS, ...lines].map((line) => line.map(field).join(',')).join('\r\n')
}

// A field that begins like a formula gets a quote mark, so that no spreadsheet runs it.
function field(value: string | number): string {
  const text = String(value)
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

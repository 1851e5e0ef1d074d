// What WalletConnect's client keeps on this device, as one row beside the page's other settings.
import { find, keep } from '../../storage/database'

type Kept = Record<string, string>

let reading: Promise<Kept> | null = null

function kept(): Promise<Kept> {
  reading ??= find('settings', 'walletconnect', (value) => value as Kept).then((row) => row ?? {})
  return reading
}

function parse<T>(text: string | undefined): T | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as T)
}

async function change(change: (row: Kept) => void): Promise<void> {
  const row = await kept()
  change(row)
  await keep('settings', 'walletconnect', row)
}

export const storage = {
  getKeys: async (): Promise<string[]> => Object.keys(await kept()),
  getEntries: async <T>(): Promise<[string, T][]> =>
    Object.entries(await kept()).map(([key, text]) => [key, JSON.parse(text) as T]),
  getItem: async <T>(key: string): Promise<T | undefined> => parse<T>((await kept())[key]),
  setItem: (key: string, value: unknown): Promise<void> =>
    change((row) => {
      row[key] = JSON.stringify(value)
    }),
  removeItem: (key: string): Promise<void> =>
    change((row) => {
      delete row[key]
    }),
}

// The session keys of an account on all its devices, with those that were ended.
import { listKeys } from '@kula/client'
import { useQuery } from '@tanstack/react-query'
import type { Address } from 'viem'
import { gateway } from '../../connect/gateway'
import { whole } from '../../connect/whole'

const KEYS = [{ key: '', revoked_in: 0 }]

export function useKeys(owner: Address) {
  const queryFn = () => listKeys(gateway, owner).then(whole(KEYS))
  return useQuery({ queryKey: ['keys', owner], queryFn, retry: false })
}

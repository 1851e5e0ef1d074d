// The session keys of an account on all its devices, with those that were ended.
import { listKeys } from '@kula/client'
import { useQuery } from '@tanstack/react-query'
import type { Address } from 'viem'
import { gateway } from '../../connect/gateway'

export function useKeys(owner: Address) {
  return useQuery({ queryKey: ['keys', owner], queryFn: () => listKeys(gateway, owner), retry: false })
}

// Bodies of the gateway's endpoints, as its OpenAPI document has them. Amounts are in 10^-18 KULA, times are block time in seconds.
import type { components } from './openapi.ts'

type Shapes = components['schemas']
export type Network = Shapes['Network']
export type TypicalPay = Shapes['TypicalPay']
export type EpochStatus = Shapes['EpochStatus']
export type ScoreSpread = Shapes['ScoreSpread']
export type ModelStatus = Shapes['ModelStatus']
export type Validators = Shapes['Validators']
export type ValidatorStatus = Shapes['ValidatorStatus']
export type DatasetStatus = Shapes['DatasetStatus']

export type AccountStatus = Shapes['AccountStatus']
export type GrantKept = Shapes['GrantKept']
export type GrantStatus = Shapes['GrantStatus']
export type AccountKey = Shapes['AccountKey']
/** What the records of one UTC day of signing earned. */
export type DaySums = Shapes['Day']
export type Change = Shapes['Change']

export type PostRecord = Shapes['PostRecord']
export type RecordStatus = Shapes['RecordStatus']
export type Records = Shapes['Records']
export type Receipt = Shapes['Receipt']
export type Kind = RecordStatus['kind']
export type Trace = Shapes['TraceStart']
export type TraceStep = Trace['steps'][number]
export type LedgerRow = Shapes['LedgerRow']

export type ChatRequest = Shapes['PostChat']
export type Chunk = Shapes['CompletionChunk']
export type Task = Shapes['Task']
export type Tasks = Shapes['Tasks']
export type PairOffer = Shapes['PairOffer']
export type PairEvent = Shapes['PairEvent']
export type Source = Shapes['Source']
export type Sources = Shapes['Sources']
export type Revealed = Shapes['Revealed']
export type Side = 'a' | 'b'

export type TakenBack = Shapes['TakenBack']
export type RoyaltyEnd = Shapes['RoyaltyEnd']
export type Erasure = Shapes['Erasure']
export type Accusation = Shapes['Accusation']

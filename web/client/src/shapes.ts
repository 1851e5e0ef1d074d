// Bodies of the gateway's endpoints for opinions.
import type { components } from './openapi.ts'

type Shapes = components['schemas']
export type TakenBack = Shapes['TakenBack']
export type RoyaltyEnd = Shapes['RoyaltyEnd']
export type Erasure = Shapes['Erasure']
export type PairOffer = Shapes['PairOffer']
export type PairEvent = Shapes['PairEvent']
export type Source = Shapes['Source']
export type Sources = Shapes['Sources']
export type Revealed = Shapes['Revealed']
export type Task = Shapes['Task']
export type AccountKey = Shapes['AccountKey']
export type Side = 'a' | 'b'

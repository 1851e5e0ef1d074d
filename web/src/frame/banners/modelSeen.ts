// The version of the model that this person has been told of, so that each new one is told of once.
import { observable } from '../../parts/observable'
import { recall, remember } from '../../storage/preferences'

const NAME = 'kula.model'

/** 0 before the first. */
export const modelSeen = observable(Number(recall(NAME)) || 0)

export function sawModel(version: number): void {
  modelSeen.set(version)
  remember(NAME, String(version))
}

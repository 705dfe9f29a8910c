/** Stands in for the component's package where there is no checkout of it, so that the page can be built all the same. */
export function DeepgramVoiceInteraction(): never {
  throw new Error('DG_REACT_AGENT is not set.');
}

/** How much an entity graph and the story around it hold. What a limit keeps out is counted. */
export interface GraphLimits {
  /** Different statements about anything. */
  readonly statements: number;
  readonly entities: number;
  readonly relations: number;
  /** Events of one instance. */
  readonly events: number;
  /** Places of evidence kept of one relation or event: the first by artifact and offset. */
  readonly evidence: number;
  /** Values of one attribute, and attributes of one entity. */
  readonly values: number;
}

export const GRAPH_LIMITS: GraphLimits = {
  statements: 200_000,
  entities: 20_000,
  relations: 50_000,
  events: 5_000,
  evidence: 5,
  values: 64,
};

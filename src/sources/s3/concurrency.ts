/** How many objects are read at once. Apart from the source, so that help texts need no S3. */
export const DEFAULT_CONCURRENCY = 8;
export const MOST_CONCURRENCY = 64;

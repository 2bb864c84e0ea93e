/** What reads and writes buckets, to be loaded when a path needs it. Named re-exports only. */
export { openS3Store } from './client.ts';
export { realPace } from './pace.ts';
export { createS3Source, resolveLocations } from './source.ts';
export { beginUpload } from './upload.ts';

/** The shipped packs and their files in the package. Apart from loading, so that help texts need no rule engine. */
export const BUILTIN_PACKS: Readonly<Record<string, string>> = {
  'builtin:host': 'rules.json',
  'builtin:audit': 'rules/audit.json',
  'builtin:sensor': 'rules/sensor.json',
};
export const DEFAULT_PACK = 'builtin:host';

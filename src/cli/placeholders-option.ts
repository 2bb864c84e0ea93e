/** `--placeholders`, which every command that loads rules has: its spelling, once. */
export const PLACEHOLDERS_OPTION = [
  '--placeholders <file>',
  'what %name% stands for in rules with the modifier expand: a YAML or JSON map of names to lists',
] as const;

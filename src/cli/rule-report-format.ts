/** How the commands that report on rules print: once, for the options and the commands. */
export const RULE_REPORT_FORMATS = ['text', 'json'] as const;
export type RuleReportFormat = (typeof RULE_REPORT_FORMATS)[number];

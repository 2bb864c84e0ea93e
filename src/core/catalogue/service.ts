/**
 * How the catalogue writes a service down. Must not know: rules, records.
 *
 * An action's text lists the request parameters documented for it, separated by spaces; most actions carry a few more
 * (`workspace_id` and `metastore_id` on every Unity Catalog record, for instance), so no list is closed.
 */

/** Action → names of its request parameters, separated by spaces; '' when none is known. */
export type Actions = Readonly<Record<string, string>>;

/** Service name, as delivered in `serviceName` → its actions. */
export type Services = Readonly<Record<string, Actions>>;

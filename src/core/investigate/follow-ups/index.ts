/** What to do next, as text to paste: queries for the gaps, commands that keep evidence. Nothing here runs anything. */
import type { FollowUp } from '../model.ts';
import { preservationFor } from './preservation.ts';
import { queriesFor } from './queries.ts';
import { subjectOf, type Unfollowed } from './subject.ts';

/**
 * The follow-ups of an investigation, preservation first: what is not kept now is lost, a query can wait.
 * @param story the investigation, all but its follow-ups
 */
export function followUpsFor(story: Unfollowed): readonly FollowUp[] {
  const subject = subjectOf(story);
  const queries = queriesFor(subject, new Set(story.gaps.map(({ code }) => code)));
  const note = subject.leftOut === 0 ? '' : ` (${String(subject.leftOut)} ids left out)`;
  return [...preservationFor(story), ...queries.map((query) => ({ ...query, title: `${query.title}${note}` }))];
}

/**
 * Were an instance's credentials used from somewhere else?
 *
 * An instance calls AWS from its own addresses, from an endpoint in its VPC, or through a NAT gateway, whose address is not its own: hence
 * the address from which its own SSM agent reports is its way out, too. Must not know: how events are told.
 */
import type { CloudTrailCall } from './cloudtrail-call.ts';
import { canonicalAddress } from '../address.ts';

/** What is known of the ways on which an instance reaches AWS. */
export interface KnownWays {
  readonly own: ReadonlySet<string>;
  /** From where its agent reported. */
  readonly agent: ReadonlySet<string>;
}

/** `elsewhere`: how sure it is that the machine itself did not call, and why; null: nothing speaks for it. */
export interface CredentialUse {
  readonly confidence: 'likely' | 'possible';
  readonly reason: string;
}

/** A call of the instance's own agent, by what it reports; the user agent alone would be as easily claimed. */
export function isAgentReport(call: CloudTrailCall, aboutItself: boolean): boolean {
  return call.source === 'ssm.amazonaws.com' && call.name === 'UpdateInstanceInformation' && aboutItself && call.outcome === 'succeeded';
}

export function usedElsewhere(call: CloudTrailCall, { own, agent }: KnownWays): CredentialUse | null {
  const address = canonicalAddress(call.sourceIp ?? '');
  // A service that calls for the instance stands there by name.
  if (address === null || own.has(address) || agent.has(address)) return null;
  // Through an endpoint the private address is told; one that is not known to be its own may still be.
  if (call.vpcEndpointId !== null && own.size === 0) return null;
  if (agent.size > 0)
    return {
      confidence: 'likely',
      reason: `called from ${address}, which is none of the instance's addresses, while its own agent reports from ${[...agent].sort().slice(0, 3).join(', ')}`,
    };
  if (own.size === 0) return null;
  return {
    confidence: 'possible',
    reason: `called from ${address}, which is none of the instance's known addresses; it may be the NAT gateway through which it reaches AWS`,
  };
}

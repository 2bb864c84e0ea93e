/**
 * Whether a file is on a disk that may not answer: a file server, or a program that plays one. Reading it must not block this thread,
 * or Ctrl-C could not end the scan.
 *
 * Owns: the list of such file systems, as Linux numbers them (statfs(2), include/uapi/linux/magic.h). Elsewhere the type says nothing,
 * and disks are taken for local.
 */
import type { Buffer } from 'node:buffer';
import { statfsSync } from 'node:fs';

const REMOTE: ReadonlySet<number> = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB2
  0x564c, // NCP
  0x73757245, // Coda
  0x5346414f, // AFS
  0x6b414653, // kAFS
  0x01021997, // 9P
  0x00c36400, // Ceph
  0x65735546, // FUSE
  0x0bd00bd0, // Lustre
  0x47504653, // GPFS
  0x19830326, // BeeGFS
]);

const known = new Map<number, boolean>();

/** @param device the file's device; asked once for each */
export function isRemote(device: number, path: Buffer): boolean {
  if (process.platform !== 'linux') return false;
  let remote = known.get(device);
  if (remote === undefined) known.set(device, (remote = askSystem(path)));
  return remote;
}

function askSystem(path: Buffer): boolean {
  try {
    return REMOTE.has(statfsSync(path).type);
  } catch {
    // It cannot be told: be careful.
    return true;
  }
}

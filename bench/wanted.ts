// The four published detections, spelled out here a second time on purpose: the benchmark's expected answers must not come from the
// rules that are being measured.

export const detections: Readonly<Record<string, readonly string[]>> = {
  'container-escape': [
    'Container Escape via Kernel Exploitation',
    'Userland Container Escape',
    'New File Executed in Container',
    'Privileged Container Launched',
  ],
  'host-security': [
    'Processor-Level Protections Disabled',
    'AppArmor Disabled In Kernel',
    'AppArmor Profile Modified',
    'Boot Files Modified',
    'Root Certificate Store Modified',
  ],
  'kernel-exploit': ['BPF Program Executed', 'Kernel Module Loaded', 'Kernel Exploit'],
  'suspicious-activity': [
    'New File Executed in Container',
    'Suspicious Interactive Shell',
    'User Command Logging Evasion',
    'Privileged Container Launched',
  ],
};

/** The 14 action names, each once. */
export const wantedActions: readonly string[] = [...new Set(Object.values(detections).flat())];

/**
 * Actions of the same sensor that only the further rules of the default pack flag: not part of the question that all tools are asked.
 * None of them contains a wanted name.
 */
export const otherSensorActions: readonly string[] = [
  'Memory Marked Executable',
  'File Integrity Monitor',
  'Systemd Unit File Modified',
  'New File Executed',
  'Network Service Scanner Executed',
  'User Execution Of sudo Command',
];

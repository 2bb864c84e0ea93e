"""Runs one command and prints what it cost: wall time around spawn and wait, CPU and peak memory from wait4.

Reads {"argv", "cwd", "stdout", "stderr", "sample"} as JSON from standard input, prints one JSON object. CPU times include every child
that the command waited for. `peakKiB` is the largest single process and never below `floorKiB`, which is this small interpreter: the
kernel carries its size over into the new process. With "sample", all processes of the command are added up every 5 ms instead
(`groupPeakKiB`, an upper bound: shared pages count once per process); such a run is not for timing.
"""

import json
import os
import resource
import sys
import threading
import time

spec = json.load(sys.stdin)
unit = 1 if sys.platform == "darwin" else 1024
page = os.sysconf("SC_PAGE_SIZE")


def group_bytes(group):
    total = 0
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat") as file:
                if int(file.read().rpartition(")")[2].split()[2]) != group:
                    continue
            with open(f"/proc/{name}/statm") as file:
                total += int(file.read().split()[1]) * page
        except (OSError, IndexError):
            pass
    return total


group_peak = None
done = threading.Event()


def watch(group):
    global group_peak
    group_peak = 0
    while not done.wait(0.005):
        group_peak = max(group_peak, group_bytes(group))


os.chdir(spec["cwd"])
create = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
actions = [
    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
    (os.POSIX_SPAWN_OPEN, 1, spec["stdout"], create, 0o644),
    (os.POSIX_SPAWN_OPEN, 2, spec["stderr"], create, 0o644),
]
floor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
pid = os.posix_spawnp(spec["argv"][0], spec["argv"], os.environ, file_actions=actions, setpgroup=0)
if spec.get("sample") and os.path.isdir("/proc/self"):
    watcher = threading.Thread(target=watch, args=(pid,), daemon=True)
    watcher.start()
_, status, usage = os.wait4(pid, 0)
wall = time.perf_counter() - start
done.set()
code = os.waitstatus_to_exitcode(status)
result = {
    "wall": round(wall, 6),
    "user": round(usage.ru_utime, 6),
    "sys": round(usage.ru_stime, 6),
    "peakKiB": usage.ru_maxrss * unit // 1024,
    "floorKiB": floor * unit // 1024,
    "groupPeakKiB": None if group_peak is None else group_peak // 1024,
    "exit": code,
}
print(json.dumps(result))

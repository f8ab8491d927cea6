"""System calls of Linux that no parser needs, with their numbers.

Each is written name=x86_64/others; the others (aarch64, riscv64) share one table, the kernel's
asm-generic/unistd.h. A dash: there is no such call.
"""

import platform

_DENIED = """
# network
socket=41/198 socketpair=53/199 connect=42/203 bind=49/200 listen=50/201 accept=43/202
accept4=288/242 sendto=44/206 sendmsg=46/211 sendmmsg=307/269
# other processes
ptrace=101/117 process_vm_readv=310/270 process_vm_writev=311/271 process_madvise=440/440
kcmp=312/272 pidfd_open=434/434 pidfd_getfd=438/438 pidfd_send_signal=424/424
rt_sigqueueinfo=129/138 rt_tgsigqueueinfo=297/240 migrate_pages=256/238 move_pages=279/239
sched_setaffinity=203/122 sched_setscheduler=144/119 sched_setparam=142/118
sched_setattr=314/274 setpriority=141/140 ioprio_set=251/30 shmget=29/194 shmat=30/196
shmctl=31/195 msgget=68/186 msgsnd=69/189 msgrcv=70/188 msgctl=71/187 semget=64/190 semop=65/193
semctl=66/191 mq_open=240/180 mq_unlink=241/181
# new processes
fork=57/- vfork=58/- execve=59/221 execveat=322/281
# names, modes and times of files
unlink=87/- unlinkat=263/35 rmdir=84/- rename=82/- renameat=264/38 renameat2=316/276 link=86/-
linkat=265/37 symlink=88/- symlinkat=266/36 mkdir=83/- mkdirat=258/34 mknod=133/- mknodat=259/33
creat=85/- truncate=76/45 chmod=90/- fchmod=91/52 fchmodat=268/53 fchmodat2=452/452 chown=92/-
fchown=93/55 lchown=94/- fchownat=260/54 utime=132/- utimes=235/- utimensat=280/88
futimesat=261/- setxattr=188/5 lsetxattr=189/6 fsetxattr=190/7 setxattrat=463/463
removexattr=197/14 lremovexattr=198/15 fremovexattr=199/16 removexattrat=466/466
open_by_handle_at=304/265 inotify_init=253/- inotify_init1=294/26 fanotify_init=300/262
# the system
unshare=272/97 setns=308/268 mount=165/40 umount2=166/39 pivot_root=155/41 chroot=161/51
mount_setattr=442/442 move_mount=429/429 open_tree=428/428 fsopen=430/430 fsmount=432/432
fsconfig=431/431 fspick=433/433 io_uring_setup=425/425 io_uring_enter=426/426
io_uring_register=427/427 bpf=321/280 perf_event_open=298/241 userfaultfd=323/282 keyctl=250/219
add_key=248/217 request_key=249/218 memfd_secret=447/447 init_module=175/105
finit_module=313/273 delete_module=176/106 kexec_load=246/104 kexec_file_load=320/294
reboot=169/142 swapon=167/224 swapoff=168/225 acct=163/89 quotactl=179/60 quotactl_fd=443/443
settimeofday=164/170 clock_settime=227/112 sethostname=170/161 setdomainname=171/162
syslog=103/116
"""
# The calls whose first argument decides; see ``corpus.sandbox.seccomp``.
_OTHERS = """
clone=56/220 clone3=435/435 kill=62/129 tkill=200/130 tgkill=234/131 prlimit64=302/261
seccomp=317/277
"""
# Later calls than the ones in these tables, which may do anything.
FIRST_UNKNOWN = 467

# By machine: the kernel's number for it (linux/audit.h), and the column of the tables above.
_MACHINES = {
    "x86_64": (0xC000003E, 0),
    "aarch64": (0xC00000B7, 1),
    "riscv64": (0xC00000F3, 1),
}


def architecture() -> int | None:
    """The kernel's number for this machine; None for one whose calls are not known here."""
    known = _MACHINES.get(platform.machine())
    return known[0] if known else None


def denied() -> list[int]:
    """The numbers of calls that are refused, whatever their arguments."""
    return sorted(_numbers(_DENIED).values())


def number_of(name: str) -> int:
    """The number of a call whose arguments decide."""
    return _numbers(_OTHERS)[name]


def _numbers(table: str) -> dict[str, int]:
    column = _MACHINES[platform.machine()][1]
    found = {}
    for line in table.splitlines():
        for entry in line.split() if not line.startswith("#") else ():
            name, _, numbers = entry.partition("=")
            number = numbers.split("/")[column]
            if number != "-":
                found[name] = int(number)
    return found

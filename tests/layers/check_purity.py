"""Fails where a compiled archive of the core calls something that a pure function cannot need.

Usage: check_purity.py ARCHIVE...
Runs `nm -uC`: every clock, thread, lock, file, socket, random device, stream or hash container that the code uses
shows there as an undefined symbol, however it came in.
"""

import pathlib
import re
import subprocess
import sys

FORBIDDEN = {
    "a clock": r"std::chrono::.*::now\(|\b(clock_gettime|clock_getres|gettimeofday|time|clock|localtime\w*|gmtime\w*|mktime"
    r"|strftime|ftime|timespec_get|nanosleep|clock_nanosleep|usleep|sleep|timerfd_\w+|setitimer|alarm)$",
    "a thread": r"std::(thread|jthread|this_thread|__future_base|async)\b|std::__async_|\b(pthread_(create|join|detach|self|cancel|exit|key_\w+)|thrd_\w+|fork"
    r"|vfork|clone|sched_\w+)$",
    "a lock": r"std::(mutex|timed_mutex|recursive_mutex|shared_mutex|condition_variable|__condvar|call_once|once_flag"
    r"|__once_\w+|counting_semaphore)\b|\b(pthread_(mutex|rwlock|cond|spin|barrier|once)\w*|mtx_\w+|cnd_\w+|sem_\w+|futex|__once_proxy|__gthr\w+)$",
    "a file": r"std::filesystem\b|std::(basic_)?(i|o|io)?(fstream|filebuf)\b|\b(fopen|fopen64|fdopen|freopen|fread|fwrite|fclose|fflush|fseek\w*"
    r"|open|open64|openat|creat|read|pread|pread64|write|pwrite|pwrite64|close|fsync|fdatasync|ftruncate|unlink"
    r"|rename|mkdir|rmdir|opendir|readdir|stat|fstat|lstat|mmap|mmap64)$",
    "the terminal": r"\b(printf|fprintf|vfprintf|puts|fputs|putchar|fputc|putc|perror|scanf|fgets|getline|stdout|stderr|stdin)$",
    "a socket": r"\b(socket|socketpair|connect|bind|listen|accept|accept4|send|sendto|sendmsg|recv|recvfrom|recvmsg"
    r"|getaddrinfo|gethostby\w+|epoll_\w+|poll|select|setsockopt|getsockopt)$",
    "chance": r"std::random_device\b|\b(rand|rand_r|srand|random|srandom|drand48|lrand48|mrand48|getrandom|getentropy|arc4random\w*)$",
    "the environment": r"\b(getenv|secure_getenv|setenv|getpid|gethostname|uname|sysconf|system|popen|signal|sigaction)$",
    "a stream": r"std::(ostream|istream|iostream|cout|cerr|clog|cin|ios_base|locale)\b"
    r"|std::basic_\w*(stream|streambuf|stringbuf|ios)\b|std::__ostream_insert",
    "a mark, which only the simulator's core holds": r"\bpawl::marks::",
    "an unordered container or a hash": r"std::__detail::_Prime_rehash_policy|std::_Hash_bytes|std::_Fnv_hash_bytes"
    r"|std::_Hashtable|std::hash<|std::unordered_",
}
PATTERNS = {what: re.compile(pattern) for what, pattern in FORBIDDEN.items()}


def undefined_symbols(archive):
    """[(object file, demangled symbol)] of what the archive leaves to others."""
    listing = subprocess.run(["nm", "-uC", archive], capture_output=True, text=True, check=True).stdout
    member, symbols = "", []
    for line in listing.splitlines():
        if line.endswith(":") and " " not in line:
            member = line[:-1]
        elif line.strip():
            symbols.append((member, re.sub(r"@.*$", "", line.strip().split(None, 1)[1])))
    return symbols


def impurities(archive):
    """Sentences, one for each forbidden symbol."""
    found = []
    for member, symbol in undefined_symbols(archive):
        for what, pattern in PATTERNS.items():
            if pattern.search(symbol):
                found.append(f"{pathlib.Path(archive).name}({member}) uses {what}: {symbol}")
    return found


def main():
    archives = sys.argv[1:]
    missing = [archive for archive in archives if not pathlib.Path(archive).is_file()]
    if missing:
        print("not built yet: " + ", ".join(missing))
        return 1
    found = [sentence for archive in archives for sentence in impurities(archive)]
    count = sum(len(undefined_symbols(archive)) for archive in archives)
    if found:
        found.append("The core is a function from what happened to what must be done: let the host bring it as an input or a choice.")
    print("\n".join(found + [f"{len(archives)} archives, {count} undefined symbols, {len(found)} lines of complaint"]))
    return 1 if found or not archives else 0


if __name__ == "__main__":
    sys.exit(main())

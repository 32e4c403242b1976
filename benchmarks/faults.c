/* Makes one write, or all from one on, fail below a folder; loaded with LD_PRELOAD by benchmarks/faults.py. Linux. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static char folder[4096];
static long count, first, fails_with;
static int once;

/* Count writes below `path`; let number `from` (and, unless `only_once`, each later one) fail with `error`. */
void fault_arm(const char *path, long from, int error, int only_once) {
    strncpy(folder, path, sizeof folder - 1);
    count = 0, first = from, fails_with = error, once = only_once;
}

long fault_count(void) { return count; }

static int below(const char *path) { return folder[0] && path && strncmp(path, folder, strlen(folder)) == 0; }

static int now(void) {
    long number = __sync_add_and_fetch(&count, 1);
    if (first == 0 || (once ? number != first : number < first)) return 0;
    errno = (int)fails_with;
    return 1;
}

static int hit(int fd) {
    char link[64], path[4096];
    int kept = errno;
    if (!folder[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    errno = kept;
    if (size <= 0) return 0;
    path[size] = 0;
    return below(path) && now();
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t size) {
    REAL(write);
    return hit(fd) ? -1 : real(fd, data, size);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    REAL(pwrite);
    return hit(fd) ? -1 : real(fd, data, size, at);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    REAL(pwrite64);
    return hit(fd) ? -1 : real(fd, data, size, at);
}
int fsync(int fd) {
    REAL(fsync);
    return hit(fd) ? -1 : real(fd);
}
int fdatasync(int fd) {
    REAL(fdatasync);
    return hit(fd) ? -1 : real(fd);
}
int ftruncate(int fd, off_t size) {
    REAL(ftruncate);
    return hit(fd) ? -1 : real(fd, size);
}
int ftruncate64(int fd, off64_t size) {
    REAL(ftruncate64);
    return hit(fd) ? -1 : real(fd, size);
}
int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    return below(path) && now() ? -1 : real(path, mode);
}
int link(const char *from, const char *to) {
    REAL(link);
    return below(to) && now() ? -1 : real(from, to);
}

static int opened(const char *name, const char *path, int flags, mode_t mode) {
    int (*real)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, name);
    int writes = (flags & O_CREAT) || (flags & O_ACCMODE) != O_RDONLY;
    if (writes && below(path) && now()) return -1;
    return real(path, flags, mode);
}
#define MODE(last) mode_t mode = 0; if (flags & O_CREAT) { va_list rest; va_start(rest, last); mode = va_arg(rest, mode_t); va_end(rest); }
int open(const char *path, int flags, ...) { MODE(flags) return opened("open", path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return opened("open64", path, flags, mode); }

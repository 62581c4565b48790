// SPDX-License-Identifier: Apache-2.0
//
// A disk that fails, laid under a process with LD_PRELOAD. It sees what happens to the files of one folder.
//
// Power cut: besides the real files it keeps, in memory, what a disk would hold if the power went now: the content
// at the last sync of each file, and the names at the last sync of the folder; and a list of what was written since.
// At the cut it writes out what is left: of the unsynced writes any of their sectors of 512 bytes, or all, or none,
// in any combination; of unsynced names the old or the new one. Then it kills the process. What the process wrote
// to memory that is mapped from a file may be there or not.
//
// Faults: the n-th call of a kind on a matching file fails, once or for as long as a file exists.
//
//   DISK_FOLDER     the folder whose files are watched; nothing else is touched
//   DISK_OUT        where the files are put at the cut
//   DISK_CUT        cut at the n-th write, truncation, sync or unlinking; 0 for never
//   DISK_SEED       of the choices at the cut
//   DISK_SKIP_SYNC  if set, a sync says yes and does nothing
//   DISK_FAIL       KIND:SUFFIX:N:ERRNO:TIMES, where KIND is read, write, sync, truncate or open
//   DISK_ARM        if set, faults count only while this file exists
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FDS 65536
#define FILES 256
#define SECTOR 512

struct pending {
  off_t offset;  // or the new size of a truncation, whose data is NULL
  size_t length;
  char *data;
  struct pending *next;
};

struct file {
  char name[256];
  char *image;  // what is durable
  size_t size, room;
  struct pending *first, **last;
  int is_linked;   // the name is there for the process
  int is_durable;  // the name is there after a cut
  int is_mapped;
};

static struct file *files[FILES];
static int file_count;
static struct file *by_fd[FDS];
static char is_folder[FDS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static const char *folder, *out, *arm, *fail_kind;
static char fail_suffix[64];
static long cut_at, operations, fail_at, fail_errno, fail_times, fail_seen;
static int skips_sync;
static unsigned long long state;

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_read)(int, void *, size_t);
static ssize_t (*real_pread)(int, void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_unlink)(const char *);
static void *(*real_mmap)(void *, size_t, int, int, int, off_t);

static long number(const char *name) {
  const char *text = getenv(name);
  return text ? atol(text) : 0;
}

__attribute__((constructor)) static void begin(void) {
  real_open = dlsym(RTLD_NEXT, "open64");
  real_openat = dlsym(RTLD_NEXT, "openat64");
  real_close = dlsym(RTLD_NEXT, "close");
  real_write = dlsym(RTLD_NEXT, "write");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_read = dlsym(RTLD_NEXT, "read");
  real_pread = dlsym(RTLD_NEXT, "pread64");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_unlink = dlsym(RTLD_NEXT, "unlink");
  real_mmap = dlsym(RTLD_NEXT, "mmap64");
  folder = getenv("DISK_FOLDER");
  out = getenv("DISK_OUT");
  arm = getenv("DISK_ARM");
  cut_at = number("DISK_CUT");
  skips_sync = getenv("DISK_SKIP_SYNC") != NULL;
  state = (unsigned long long)number("DISK_SEED") * 2862933555777941757ULL + 3037000493ULL;
  char *fault = getenv("DISK_FAIL");
  if (fault) {
    static char kind[16];
    if (sscanf(fault, "%15[^:]:%63[^:]:%ld:%ld:%ld", kind, fail_suffix, &fail_at, &fail_errno, &fail_times) == 5)
      fail_kind = kind;
  }
}

static unsigned chance(void) {
  state = state * 6364136223846793005ULL + 1442695040888963407ULL;
  return (unsigned)(state >> 33);
}

// The name within the folder, or NULL if it is none of ours.
static const char *name_of(const char *path) {
  size_t length = folder ? strlen(folder) : 0;
  if (!length || strncmp(path, folder, length) || path[length] != '/' || strchr(path + length + 1, '/')) return NULL;
  return path + length + 1;
}

static int fails(const char *kind, const char *name) {
  if (!fail_kind || strcmp(kind, fail_kind) || (arm && access(arm, F_OK))) return 0;
  size_t length = strlen(name), end = strlen(fail_suffix);
  if (length < end || strcmp(name + length - end, fail_suffix)) return 0;
  fail_seen++;
  if (fail_seen < fail_at || fail_seen >= fail_at + fail_times) return 0;
  errno = (int)fail_errno;
  return 1;
}

static void resize(struct file *file, size_t size) {
  if (size > file->room) {
    file->room = size * 2 + 65536;
    file->image = realloc(file->image, file->room);
  }
  if (size > file->size) memset(file->image + file->size, 0, size - file->size);
  file->size = size;
}

static void put(struct file *file, off_t offset, const char *data, size_t length) {
  if (offset + length > file->size) resize(file, offset + length);
  memcpy(file->image + offset, data, length);
}

static struct file *linked(const char *name) {
  for (int i = 0; i < file_count; i++)
    if (files[i]->is_linked && !strcmp(files[i]->name, name)) return files[i];
  return NULL;
}

static void load(struct file *file, const char *path) {
  int fd = real_open(path, O_RDONLY);
  char block[65536];
  ssize_t length;
  off_t at = 0;
  while (fd >= 0 && (length = real_pread(fd, block, sizeof block, at)) > 0) {
    put(file, at, block, length);
    at += length;
  }
  if (fd >= 0) real_close(fd);
}

static struct file *track(const char *path, const char *name, int existed) {
  struct file *file = linked(name);
  if (file) return file;
  if (file_count == FILES) abort();
  file = calloc(1, sizeof *file);
  snprintf(file->name, sizeof file->name, "%s", name);
  file->last = &file->first;
  file->is_linked = 1;
  file->is_durable = existed;
  files[file_count++] = file;
  if (existed) load(file, path);
  return file;
}

static void later(struct file *file, off_t offset, const void *data, size_t length) {
  struct pending *one = calloc(1, sizeof *one);
  one->offset = offset;
  one->length = length;
  if (data) {
    one->data = malloc(length);
    memcpy(one->data, data, length);
  }
  *file->last = one;
  file->last = &one->next;
}

static void settle(struct file *file) {
  for (struct pending *one = file->first; one;) {
    struct pending *next = one->next;
    if (one->data) put(file, one->offset, one->data, one->length);
    else resize(file, one->offset);
    free(one->data);
    free(one);
    one = next;
  }
  file->first = NULL;
  file->last = &file->first;
}

// Some of the unsynced writes, sector by sector.
static void tear(struct file *file) {
  unsigned mode = chance() % 4;
  for (struct pending *one = file->first; one; one = one->next) {
    if (!one->data) {
      if (mode == 1 || (mode > 1 && chance() % 2)) resize(file, one->offset);
      continue;
    }
    for (size_t done = 0; done < one->length;) {
      size_t part = SECTOR - (one->offset + done) % SECTOR;
      if (part > one->length - done) part = one->length - done;
      if (mode == 1 || (mode > 1 && chance() % 2)) put(file, one->offset + done, one->data + done, part);
      done += part;
    }
  }
}

static void write_out(struct file *file) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", out, file->name);
  int fd = real_open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  for (size_t done = 0; fd >= 0 && done < file->size;) {
    ssize_t length = real_write(fd, file->image + done, file->size - done);
    if (length <= 0) abort();
    done += length;
  }
  if (fd < 0) abort();
  real_close(fd);
}

static void cut(void) {
  char path[4096];
  for (int i = 0; i < file_count; i++) {
    struct file *file = files[i];
    if (file->is_mapped && file->is_linked && chance() % 2) {
      file->size = 0;
      snprintf(path, sizeof path, "%s/%s", folder, file->name);
      load(file, path);
    } else {
      tear(file);
    }
  }
  // Of two files of one name the later is the newer; a name that was not synced may be there or not.
  int newest = chance() % 2;
  for (int i = 0; i < file_count; i++) {
    struct file *file = files[i];
    size_t length = strlen(file->name);
    if (length > 4 && !strcmp(file->name + length - 4, "-shm")) continue;
    if (newest ? file->is_linked : file->is_durable) write_out(file);
  }
  kill(getpid(), SIGKILL);
}

// Counts what changes something, under the lock; the power may go at any of them.
static void count(void) {
  if (cut_at && ++operations == cut_at) cut();
}

static int opened(int fd, const char *path, int flags, int existed) {
  if (fd < 0 || fd >= FDS || !folder) return fd;
  pthread_mutex_lock(&lock);
  by_fd[fd] = NULL;
  is_folder[fd] = !strcmp(path, folder);
  const char *name = name_of(path);
  if (name) {
    by_fd[fd] = track(path, name, existed);
    if ((flags & O_TRUNC) && existed) later(by_fd[fd], 0, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  return fd;
}

static int open_any(int at, const char *path, int flags, mode_t mode) {
  const char *name = name_of(path);
  if (name && fails("open", name)) return -1;
  int existed = name && !access(path, F_OK);
  int fd = at == AT_FDCWD ? real_open(path, flags, mode) : real_openat(at, path, flags, mode);
  return opened(fd, path, flags, existed);
}

#define MODE                    \
  mode_t mode = 0;              \
  if (flags & O_CREAT) {        \
    va_list rest;               \
    va_start(rest, flags);      \
    mode = va_arg(rest, mode_t); \
    va_end(rest);               \
  }

int open(const char *path, int flags, ...) { MODE return open_any(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return open_any(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE return open_any(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE return open_any(at, path, flags, mode); }

static struct file *of(int fd) { return fd >= 0 && fd < FDS ? by_fd[fd] : NULL; }

int close(int fd) {
  if (fd >= 0 && fd < FDS) {
    by_fd[fd] = NULL;
    is_folder[fd] = 0;
  }
  return real_close(fd);
}

static ssize_t write_at(int fd, const void *data, size_t length, off_t offset) {
  struct file *file = of(fd);
  if (!file) return real_pwrite(fd, data, length, offset);
  if (fails("write", file->name)) return -1;
  pthread_mutex_lock(&lock);
  ssize_t written = real_pwrite(fd, data, length, offset);
  if (written > 0) later(file, offset, data, written);
  count();
  pthread_mutex_unlock(&lock);
  return written;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return write_at(fd, data, length, offset); }
ssize_t pwrite64(int fd, const void *data, size_t length, off_t offset) { return write_at(fd, data, length, offset); }

ssize_t write(int fd, const void *data, size_t length) {
  struct file *file = of(fd);
  if (!file) return real_write(fd, data, length);
  off_t offset = lseek(fd, 0, SEEK_CUR);
  ssize_t written = write_at(fd, data, length, offset);
  if (written > 0) lseek(fd, offset + written, SEEK_SET);
  return written;
}

ssize_t read(int fd, void *data, size_t length) {
  struct file *file = of(fd);
  return file && fails("read", file->name) ? -1 : real_read(fd, data, length);
}

static ssize_t read_at(int fd, void *data, size_t length, off_t offset) {
  struct file *file = of(fd);
  return file && fails("read", file->name) ? -1 : real_pread(fd, data, length, offset);
}

ssize_t pread(int fd, void *data, size_t length, off_t offset) { return read_at(fd, data, length, offset); }
ssize_t pread64(int fd, void *data, size_t length, off_t offset) { return read_at(fd, data, length, offset); }

static int truncate_to(int fd, off_t size) {
  struct file *file = of(fd);
  if (!file) return real_ftruncate(fd, size);
  if (fails("truncate", file->name)) return -1;
  pthread_mutex_lock(&lock);
  int answer = real_ftruncate(fd, size);
  if (!answer) later(file, size, NULL, 0);
  count();
  pthread_mutex_unlock(&lock);
  return answer;
}

int ftruncate(int fd, off_t size) { return truncate_to(fd, size); }
int ftruncate64(int fd, off_t size) { return truncate_to(fd, size); }

static int sync_file(int fd, int (*real)(int)) {
  struct file *file = of(fd);
  int of_folder = fd >= 0 && fd < FDS && is_folder[fd];
  if (!file && !of_folder) return real(fd);
  if (fails("sync", file ? file->name : "")) return -1;
  pthread_mutex_lock(&lock);
  count();
  if (!skips_sync) {
    if (file) settle(file);
    for (int i = 0; of_folder && i < file_count; i++) files[i]->is_durable = files[i]->is_linked;
  }
  pthread_mutex_unlock(&lock);
  // Nothing real depends on it: the machine stays on.
  return 0;
}

int fsync(int fd) { return sync_file(fd, real_fsync); }
int fdatasync(int fd) { return sync_file(fd, real_fdatasync); }

int unlink(const char *path) {
  const char *name = name_of(path);
  if (!name) return real_unlink(path);
  pthread_mutex_lock(&lock);
  struct file *file = linked(name);
  int answer = real_unlink(path);
  if (!answer && file) file->is_linked = 0;
  count();
  pthread_mutex_unlock(&lock);
  return answer;
}

static void *map(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
  struct file *file = of(fd);
  if (file && (flags & MAP_SHARED) && (protection & PROT_WRITE)) file->is_mapped = 1;
  return real_mmap(at, length, protection, flags, fd, offset);
}

void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
  return map(at, length, protection, flags, fd, offset);
}

void *mmap64(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
  return map(at, length, protection, flags, fd, offset);
}

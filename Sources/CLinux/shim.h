// What Swift's Glibc module leaves out: mallopt() and its parameters, and the calls of Linux that
// tell of a file system and reserve blocks for a file.
#include <linux/falloc.h>
#include <linux/magic.h>
#include <malloc.h>
#include <sys/types.h>
#include <sys/vfs.h>

// Source: fallocate(2); <fcntl.h> has it for C alone.
extern int fallocate(int descriptor, int mode, off_t offset, off_t length);

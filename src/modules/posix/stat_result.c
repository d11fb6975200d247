/* stat_result.c - os.stat_result and os.statvfs_result. SPDX-License-Identifier: MIT */
#include "modules/posix/posix.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/struct_sequence.h"

#define STAT_FIELDS(F) \
    F(0, "st_mode", "protection bits") F(1, "st_ino", "inode") F(2, "st_dev", "device") \
    F(3, "st_nlink", "number of hard links") F(4, "st_uid", "user ID of owner") F(5, "st_gid", "group ID of owner") \
    F(6, "st_size", "total size, in bytes") \
    F(10, "st_atime", "time of last access") F(11, "st_mtime", "time of last modification") \
    F(12, "st_ctime", "time of last change") F(13, "st_atime_ns", "time of last access in nanoseconds") \
    F(14, "st_mtime_ns", "time of last modification in nanoseconds") \
    F(15, "st_ctime_ns", "time of last change in nanoseconds") \
    F(16, "st_blksize", "blocksize for filesystem I/O") F(17, "st_blocks", "number of blocks allocated") \
    F(18, "st_rdev", "device type (if inode device)")
#define OWNER &stat_result_type
STRUCT_SEQUENCE(stat_result_type, SHAPE_STAT_RESULT, "os.stat_result", STAT_FIELDS, 10, 19,
                "stat_result: Result from stat, fstat, or lstat.");
#undef OWNER

#define STATVFS_FIELDS(F) \
    F(0, "f_bsize", NULL) F(1, "f_frsize", NULL) F(2, "f_blocks", NULL) F(3, "f_bfree", NULL) F(4, "f_bavail", NULL) \
    F(5, "f_files", NULL) F(6, "f_ffree", NULL) F(7, "f_favail", NULL) F(8, "f_flag", NULL) F(9, "f_namemax", NULL) \
    F(10, "f_fsid", NULL)
#define OWNER &statvfs_result_type
STRUCT_SEQUENCE(statvfs_result_type, SHAPE_STATVFS_RESULT, "os.statvfs_result", STATVFS_FIELDS, 10, 11,
                "statvfs_result: Result from statvfs or fstatvfs.");
#undef OWNER

/* Makes the sequence of `count` new values, which are given back; 0 among them: exception. */
static Value finish(Vm *vm, const Type *type, Value *items, size_t count)
{
    Value result = 0;
    bool  whole = true;
    for (size_t i = 0; i < count; i++)
        whole &= items[i] != 0;
    if (whole)
        result = struct_sequence_new(vm, type, items);
    for (size_t i = 0; i < count; i++)
        release(vm, items[i]);
    return result;
}

/* seconds * 10**9 + ns, beyond 64 bits if need be. */
static Value nanoseconds(Vm *vm, int64_t seconds, int32_t ns)
{
    int64_t product;
    if (!__builtin_mul_overflow(seconds, 1000000000, &product) && !__builtin_add_overflow(product, ns, &product))
        return int_from_int64(vm, product);
    Value whole = int_from_int64(vm, seconds), scaled = whole ? int_multiply(vm, whole, int_value(1000000000)) : 0;
    Value sum = scaled ? int_add(vm, scaled, int_value(ns)) : 0;
    release(vm, whole);
    release(vm, scaled);
    return sum;
}

Value posix_stat_result(Vm *vm, const HostStat *stat)
{
    const int64_t seconds[3] = {stat->atime, stat->mtime, stat->ctime};
    const int32_t ns[3] = {stat->atime_ns, stat->mtime_ns, stat->ctime_ns};
    Value         items[19];

    items[0] = int_value(stat->mode);
    items[1] = int_from_uint64(vm, stat->ino);
    items[2] = int_from_uint64(vm, stat->dev);
    items[3] = int_from_uint64(vm, stat->nlink);
    items[4] = int_value(stat->uid);
    items[5] = int_value(stat->gid);
    items[6] = int_from_int64(vm, stat->size);
    for (int i = 0; i < 3; i++) {
        items[7 + i] = int_from_int64(vm, seconds[i]);
        items[10 + i] = float_new(vm, (double)seconds[i] + 1e-9 * ns[i]);
        items[13 + i] = nanoseconds(vm, seconds[i], ns[i]);
    }
    items[16] = int_from_int64(vm, stat->blksize);
    items[17] = int_from_int64(vm, stat->blocks);
    items[18] = int_from_uint64(vm, stat->rdev);
    return finish(vm, &stat_result_type, items, 19);
}

Value posix_statvfs_result(Vm *vm, const HostVolume *volume)
{
    const uint64_t numbers[11] = {volume->bsize, volume->frsize, volume->blocks, volume->bfree, volume->bavail,
                                  volume->files, volume->ffree, volume->favail, volume->flag, volume->namemax,
                                  volume->fsid};
    Value          items[11];
    for (int i = 0; i < 11; i++)
        items[i] = int_from_uint64(vm, numbers[i]);
    return finish(vm, &statvfs_result_type, items, 11);
}

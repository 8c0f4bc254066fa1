// Memory of the emulated device: what exists, who accessed it, and whether anything orders two accesses to the same byte.
#include "runtime.h"
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <unordered_map>

namespace emulation {
namespace {

std::mutex mutex;
std::map<uintptr_t, size_t> allocated;
Report* report;
uintptr_t sharedStart, sharedEnd;

// The last write of a byte and its last reading, each by a thread and a block, both from 1, at a time. A time counts the
// barriers of the block and the shuffles of the warp that have passed.
struct Time { unsigned barrier, warp; };
constexpr unsigned Several = ~0u;
struct Access { unsigned thread = 0, block = 0; Time time = {}; };
struct Byte { Access write, read; };
std::unordered_map<uintptr_t, Byte> bytes;
unsigned barriers;
unsigned warps[32];

// Whether an access in this block comes before everything that the current thread does now.
bool isBefore(const Access& access)
{
    if (access.time.barrier != barriers) return true;
    if (access.thread == Several) return false;
    unsigned warp = currentThread() / 32;
    return (access.thread - 1) / 32 == warp && access.time.warp != warps[warp];
}

void checkByte(uintptr_t address, bool isShared, bool writes)
{
    unsigned me = currentThread() + 1, block = emulated_block.x + 1;
    Byte& byte = bytes[address];
    // Every block has shared memory of its own.
    if (isShared && byte.write.block != block) byte.write = {};
    if (isShared && byte.read.block != block) byte.read = {};
    bool racesWithWrite = byte.write.thread != 0 && (byte.write.block != block || (byte.write.thread != me && !isBefore(byte.write)));
    bool racesWithRead = writes && byte.read.thread != 0 && (byte.read.block != block || (byte.read.thread != me && !isBefore(byte.read)));
    if (racesWithWrite || racesWithRead)
        fail(std::string("races: it ") + (writes ? "writes" : "reads") + " what another thread " + (racesWithWrite ? "writes" : "reads")
            + (isShared ? " in shared memory" : " in memory of the device"));
    Time now = { barriers, warps[currentThread() / 32] };
    if (writes) { byte.write = { me, block, now }; byte.read = {}; return; }
    bool isSecond = byte.read.thread != 0 && byte.read.thread != me && byte.read.block == block && byte.read.time.barrier == barriers;
    bool isOtherBlock = byte.read.thread != 0 && byte.read.block != block;
    byte.read = { isSecond || isOtherBlock ? Several : me, isOtherBlock ? Several : block, now };
}

// Every access of a kernel that was compiled to be checked.
void check(void* pointer, unsigned size, bool writes)
{
    if (!isRunning()) return;
    uintptr_t address = (uintptr_t)pointer;
    if (int stack = stackOf(pointer); stack >= 0)
    {
        if (stack != (int)currentThread()) fail("accesses another thread's variables");
        return;
    }
    bool isShared = address >= sharedStart && address < sharedEnd;
    if (!isShared && !isAllocated(pointer, size)) return; // of the emulation itself, or of the launch's argument
    for (unsigned i = 0; i < size; i++) checkByte(address + i, isShared, writes);
}

}

void* allocate(size_t size)
{
    // Aligned as device memory is, and NaN until it is written.
    size_t rounded = (size + 511) / 512 * 512;
    void* start = std::aligned_alloc(512, rounded);
    std::memset(start, 0xff, rounded);
    std::lock_guard<std::mutex> guard(mutex);
    allocated[(uintptr_t)start] = size;
    return start;
}

bool release(void* start)
{
    std::lock_guard<std::mutex> guard(mutex);
    if (allocated.erase((uintptr_t)start) == 0) return false;
    std::free(start);
    return true;
}

size_t bytesFrom(const void* start)
{
    std::lock_guard<std::mutex> guard(mutex);
    auto next = allocated.upper_bound((uintptr_t)start);
    if (next == allocated.begin()) return 0;
    auto [first, length] = *--next;
    uintptr_t end = first + length;
    return (uintptr_t)start < end ? end - (uintptr_t)start : 0;
}

bool isAllocated(const void* start, size_t size) { return bytesFrom(start) >= size; }

size_t allocations()
{
    std::lock_guard<std::mutex> guard(mutex);
    return allocated.size();
}

void beginChecks(const char* start, const char* end, Report& itsReport)
{
    report = &itsReport;
    sharedStart = (uintptr_t)start;
    sharedEnd = (uintptr_t)end;
    bytes.clear();
}

void beginBlock() { passBarrier(); }

void passBarrier() { barriers++; }

void passWarp(unsigned warp) { warps[warp]++; }

}

using namespace emulation;

extern "C" void emulated_access(const void* address, unsigned size, bool writes)
{
    int width = __builtin_ctz(size);
    (writes ? report->stores : report->loads)[width]++;
    if (((uintptr_t)address & (size - 1)) != 0) fail("accesses " + std::to_string(size) + " bytes at an address that is not aligned to them");
    if (!isAllocated(address, size))
        fail(std::string(writes ? "writes " : "reads ") + std::to_string(size) + " bytes outside of every allocation");
}

// Kernels to be checked are compiled as for ThreadSanitizer, whose library these functions take the place of.
#define CHECKED(size) \
    extern "C" void __tsan_read##size(void* p) { check(p, size, false); } \
    extern "C" void __tsan_write##size(void* p) { check(p, size, true); } \
    extern "C" void __tsan_unaligned_read##size(void* p) { check(p, size, false); } \
    extern "C" void __tsan_unaligned_write##size(void* p) { check(p, size, true); }
CHECKED(1)
CHECKED(2)
CHECKED(4)
CHECKED(8)
CHECKED(16)
extern "C" void __tsan_read_range(void* p, unsigned long size) { check(p, (unsigned)size, false); }
extern "C" void __tsan_write_range(void* p, unsigned long size) { check(p, (unsigned)size, true); }
extern "C" void __tsan_func_entry(void*) {}
extern "C" void __tsan_func_exit() {}
extern "C" void __tsan_init() {}

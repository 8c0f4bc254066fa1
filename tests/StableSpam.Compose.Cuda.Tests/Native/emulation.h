// The emulation of a CUDA device on one thread of the host: every CUDA thread is a fiber, blocks run one after another. What
// it cannot show is how blocks that run at the same time see each other's memory; emitted kernels do not depend on it.
#pragma once

#pragma GCC visibility push(default)

struct EmulatedIndex { unsigned x, y, z; };

extern "C" {
extern EmulatedIndex emulated_thread, emulated_block, emulated_grid;

enum { EMULATED_DOWN, EMULATED_XOR };

// Waits for all threads of the block; whether any of them came with a predicate.
int emulated_barrier(int predicate, int line);

// A shuffle: waits for all lanes of the mask, and gives the value of another lane.
unsigned long long emulated_exchange(int kind, unsigned mask, unsigned long long value, int distance, int line);

// An access to memory of the device.
void emulated_access(const void* address, unsigned bytes, bool writes);

// What a launch is given must have this many bytes, apart from all else if it is written.
void emulated_expect(const char* what, const void* start, unsigned long long bytes, bool isWritten);

// What must hold of a launch.
void emulated_require(bool holds, const char* problem);

// Whether nothing was wrong with the launch so far.
bool emulated_expected();

struct EmulatedKernel
{
    void (*call)(const void* argument);
    void (*check)(const void* argument);
    unsigned long argumentBytes;
    char* sharedStart;
    char* sharedEnd;
};
}

#pragma GCC visibility pop

template <class T> inline void emulated_extent(const char* what, const T* start, long long count, bool isWritten)
{
    emulated_expect(what, start, count > 0 ? (unsigned long long)count * sizeof(T) : 0, isWritten);
}

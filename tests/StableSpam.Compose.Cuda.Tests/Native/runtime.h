// What the stub of the driver needs of the emulation.
#pragma once
#include "emulation.h"
#include <cstddef>
#include <cstdint>
#include <string>

namespace emulation {

// What a launch did. An empty message means that nothing was wrong with it.
struct Report
{
    std::string message;
    // Counted accesses, by how many bytes they had: 1, 2, 4, 8, 16.
    uint64_t loads[5] = {};
    uint64_t stores[5] = {};
};

// The order of threads and blocks: 0 forward, 1 reverse, any other number shuffles by it.
Report run(const EmulatedKernel& kernel, const void* argument, unsigned blocks, unsigned threads, unsigned order);

// What is wrong with what a launch is given; nothing if it is empty.
std::string checkLaunch(const EmulatedKernel& kernel, const void* argument);

// ---- memory of the device

void* allocate(size_t bytes);
bool release(void* start);
bool isAllocated(const void* start, size_t bytes);
// How many bytes there are from here to the end of an allocation; 0 outside of all.
size_t bytesFrom(const void* start);
size_t allocations();

// ---- of the two parts of the runtime: fails the launch and leaves the kernel

[[noreturn]] void fail(const std::string& message);

// The thread that runs, in its block, and its block; no thread runs outside of a launch.
bool isRunning();
unsigned currentThread();

// Which stack an address is on: -1 for none.
int stackOf(const void* address);

void beginChecks(const char* sharedStart, const char* sharedEnd, Report& report);
void beginBlock();
void passBarrier();
void passWarp(unsigned warp);

}

// The extents of what a launch is given.
#include "runtime.h"
#include <algorithm>
#include <cstring>
#include <vector>

namespace emulation {
namespace {

struct Extent { uintptr_t start, end; const char* what; bool isWritten; };

std::vector<Extent> extents;
std::string problem;

// Two extents of which one is written may not overlap: blocks run in any order.
void checkApart()
{
    std::sort(extents.begin(), extents.end(), [](const Extent& left, const Extent& right) { return left.start < right.start; });
    const Extent *last = nullptr, *lastWritten = nullptr; // those of what came before that end last
    for (const Extent& extent : extents)
    {
        const Extent* other = extent.isWritten ? last : lastWritten;
        if (other != nullptr && extent.start < other->end)
        {
            problem = std::string("the launch is given ") + extent.what + " that overlap with " + other->what;
            return;
        }
        if (last == nullptr || last->end < extent.end) last = &extent;
        if (extent.isWritten && (lastWritten == nullptr || lastWritten->end < extent.end)) lastWritten = &extent;
    }
}

}

std::string checkLaunch(const EmulatedKernel& kernel, const void* argument)
{
    extents.clear();
    problem.clear();
    kernel.check(argument);
    if (problem.empty()) checkApart();
    return problem;
}

}

using namespace emulation;

extern "C" void emulated_expect(const char* what, const void* start, unsigned long long bytes, bool isWritten)
{
    if (bytes == 0 || !problem.empty()) return;
    size_t there = bytesFrom(start);
    if (there < bytes)
        problem = std::string("the launch is given ") + what + " that should have " + std::to_string(bytes) + " bytes and have " + std::to_string(there);
    Extent extent = { (uintptr_t)start, (uintptr_t)start + bytes, what, isWritten };
    // What the text says twice of one pointer is no overlap.
    if (!extents.empty() && extents.back().start == extent.start && std::strcmp(extents.back().what, what) == 0) extents.back().end = std::max(extents.back().end, extent.end);
    else extents.push_back(extent);
}

extern "C" void emulated_require(bool holds, const char* what)
{
    if (!holds && problem.empty()) problem = std::string("the launch is wrong: ") + what;
}

extern "C" bool emulated_expected() { return problem.empty(); }

// A stub of the CUDA driver: the functions that the engine calls, over an emulated device. It is strict on purpose, refusing
// what a driver refuses: work without a current context, pointers outside of allocations, work in the default stream or
// allocation while a stream is captured. How a real driver behaves beyond its documentation it cannot show.
#include "runtime.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <vector>

using emulation::Report;

namespace {

enum Result
{
    Success = 0, InvalidValue = 1, NotInitialized = 3, InvalidDevice = 101, InvalidImage = 200, InvalidContext = 201,
    NotFound = 500, IllegalAddress = 700, CaptureUnsupported = 900, CaptureInvalidated = 901, CaptureImplicit = 906,
};

typedef int (*Callback)(const char* image, const char* kernel, unsigned blocks, unsigned threads, const void* argument);
typedef void (*Spoiler)(const char* kernel, void* argument);

struct Module { std::string image; void* library; };
struct Function { Module* module; std::string name; const EmulatedKernel* kernel; };
struct Event { bool recorded; };
struct Graph { std::vector<std::function<void()>> nodes; };
struct Stream { Graph* capturing; };

// What the engine did, for tests to read.
struct Counts
{
    int launches, synchronizations, eventWaits, copiesIn, copiesOut, contextSwitches;
    int allocations, pinned, modules, events, retained;
    int inDefaultStream; // what was queued there
    uint64_t loads[5], stores[5];
};

std::recursive_mutex mutex;
bool initialized;
Counts counts;
std::set<void*> contextUsers;
thread_local void* context;
std::map<void*, size_t> pinned;
int sticky;
std::string lastProblem;
std::vector<std::string> launched;
unsigned order, multiprocessors = 2, residentBlocks = 2;
int major = 8, minor;
int streamsCapturing;
Callback callback;
Spoiler spoiler;
size_t hostArgument; // what the engine hands to kernels; 0 where no test says so
char primary;

Stream* streamOf(void* stream) { return (uintptr_t)stream > 2 ? (Stream*)stream : nullptr; }

int problem(int code, const std::string& text)
{
    lastProblem = text;
    return code;
}

// Every call but a few needs a context, and none works after a kernel has failed.
int refusal()
{
    if (!initialized) return problem(NotInitialized, "cuInit was not called");
    if (context != &primary) return problem(InvalidContext, "no context is current on this thread");
    return sticky;
}

// Work in a stream: done now, or when a graph is launched.
int enqueue(void* stream, std::function<void()> work)
{
    Stream* own = streamOf(stream);
    if (own == nullptr && streamsCapturing > 0) return problem(CaptureImplicit, "work in the default stream while another is captured");
    counts.inDefaultStream += own == nullptr;
    if (own != nullptr && own->capturing != nullptr) own->capturing->nodes.push_back(std::move(work));
    else work();
    return sticky;
}

void launchNow(const Function& function, unsigned blocks, unsigned threads, std::vector<char> argument)
{
    counts.launches++;
    launched.push_back(function.name);
    if (spoiler != nullptr) spoiler(function.name.c_str(), argument.data());
    if (function.kernel == nullptr)
    {
        if (callback(function.module->image.c_str(), function.name.c_str(), blocks, threads, argument.data()) != 0)
            sticky = problem(IllegalAddress, function.name + " failed in the interpreter");
        return;
    }
    Report report = emulation::run(*function.kernel, argument.data(), blocks, threads, order);
    for (int width = 0; width < 5; width++)
    {
        counts.loads[width] += report.loads[width];
        counts.stores[width] += report.stores[width];
    }
    if (!report.message.empty()) sticky = problem(IllegalAddress, function.name + ", " + report.message);
}

bool isPinned(const void* start, size_t bytes)
{
    auto next = pinned.upper_bound((void*)start);
    if (next == pinned.begin()) return false;
    --next;
    return (const char*)start + bytes <= (const char*)next->first + next->second;
}

int checkCopy(void* device, const void* host, size_t bytes, void* stream)
{
    if (!emulation::isAllocated(device, bytes)) return problem(InvalidValue, "a copy of " + std::to_string(bytes) + " bytes outside of every allocation");
    Stream* own = streamOf(stream);
    if (own != nullptr && own->capturing != nullptr && !isPinned(host, bytes))
        return problem(CaptureUnsupported, "a captured copy from memory that is not pinned");
    return Success;
}

template <class T> int fill(void* memory, T value, size_t count, void* stream)
{
    if (int code = refusal()) return code;
    if (!emulation::isAllocated(memory, count * sizeof(T))) return problem(InvalidValue, "sets memory outside of every allocation");
    return enqueue(stream, [=] { for (size_t i = 0; i < count; i++) ((T*)memory)[i] = value; });
}

}

#define API extern "C" __attribute__((visibility("default"))) int
#define LOCK std::lock_guard<std::recursive_mutex> guard(mutex)
#define NEEDS_CONTEXT LOCK; if (int code = refusal()) return code
#define NOT_WHILE_CAPTURING if (streamsCapturing > 0) return problem(CaptureUnsupported, std::string(__func__) + " while a stream is captured")

API cuInit(unsigned) { LOCK; initialized = true; return Success; }
API cuDeviceGetCount(int* count) { LOCK; *count = 1; return initialized ? Success : NotInitialized; }
API cuDeviceGet(int* device, int ordinal) { *device = ordinal; return ordinal == 0 ? Success : InvalidDevice; }
API cuDeviceGetName(char* name, int length, int) { snprintf(name, length, "Emulation"); return Success; }
API cuDeviceGetAttribute(int* value, int attribute, int)
{
    LOCK;
    *value = attribute == 75 ? major : attribute == 76 ? minor : attribute == 16 ? (int)multiprocessors : 0;
    return Success;
}
API cuDevicePrimaryCtxRetain(void** retained, int) { LOCK; counts.retained++; *retained = &primary; return Success; }
API cuDevicePrimaryCtxRelease_v2(int) { LOCK; counts.retained--; return Success; }
API cuCtxGetCurrent(void** current) { *current = context; return Success; }
API cuCtxSetCurrent(void* current) { LOCK; counts.contextSwitches++; context = current; return Success; }

API cuModuleLoadData(void** module, const void* image)
{
    NEEDS_CONTEXT;
    NOT_WHILE_CAPTURING;
    // An image is the path of a library, the number of an interpreter's, or machine code that the library of an environment variable stands for.
    const char* text = (const char*)image;
    const char* bound = getenv("EMULATED_KERNELS");
    std::string path = strncmp(text, "emulated:", 9) == 0 ? text + 9 : bound == nullptr ? "" : bound;
    bool isInterpreted = strncmp(text, "interpreted:", 12) == 0;
    void* library = isInterpreted ? nullptr : dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!isInterpreted && library == nullptr) return problem(InvalidImage, path.empty() ? "an image that nothing is bound to" : dlerror());
    *module = new Module{ isInterpreted ? text : path, library };
    counts.modules++;
    return Success;
}
API cuModuleUnload(void* module)
{
    NEEDS_CONTEXT;
    Module* own = (Module*)module;
    if (own->library != nullptr) dlclose(own->library);
    delete own;
    counts.modules--;
    return Success;
}
API cuModuleGetFunction(void** function, void* module, const char* name)
{
    NEEDS_CONTEXT;
    Module* own = (Module*)module;
    auto kernel = own->library == nullptr ? nullptr : (const EmulatedKernel*)dlsym(own->library, (std::string("emulated_") + name).c_str());
    if (own->library != nullptr && kernel == nullptr) return problem(NotFound, std::string("no kernel ") + name);
    *function = new Function{ own, name, kernel };
    return Success;
}
API cuOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, void*, int, size_t) { NEEDS_CONTEXT; *blocks = (int)residentBlocks; return Success; }

API cuMemAlloc_v2(void** memory, size_t bytes)
{
    NEEDS_CONTEXT;
    NOT_WHILE_CAPTURING;
    if (bytes == 0) return problem(InvalidValue, "an allocation of 0 bytes");
    *memory = emulation::allocate(bytes);
    counts.allocations++;
    return Success;
}
API cuMemFree_v2(void* memory)
{
    NEEDS_CONTEXT;
    NOT_WHILE_CAPTURING;
    if (!emulation::release(memory)) return problem(InvalidValue, "frees what was not allocated");
    counts.allocations--;
    return Success;
}
API cuMemHostAlloc(void** memory, size_t bytes, unsigned)
{
    NEEDS_CONTEXT;
    NOT_WHILE_CAPTURING;
    *memory = new char[bytes];
    memset(*memory, 0xff, bytes);
    pinned[*memory] = bytes;
    counts.pinned++;
    return Success;
}
API cuMemFreeHost(void* memory)
{
    NEEDS_CONTEXT;
    if (pinned.erase(memory) == 0) return problem(InvalidValue, "frees what was not pinned");
    delete[] (char*)memory;
    counts.pinned--;
    return Success;
}
API cuMemcpyHtoDAsync_v2(void* destination, const void* source, size_t bytes, void* stream)
{
    NEEDS_CONTEXT;
    if (int code = checkCopy(destination, source, bytes, stream)) return code;
    counts.copiesIn++;
    return enqueue(stream, [=] { memcpy(destination, source, bytes); });
}
API cuMemcpyDtoHAsync_v2(void* destination, const void* source, size_t bytes, void* stream)
{
    NEEDS_CONTEXT;
    if (int code = checkCopy((void*)source, destination, bytes, stream)) return code;
    counts.copiesOut++;
    return enqueue(stream, [=] { memcpy(destination, source, bytes); });
}
API cuMemcpyDtoDAsync_v2(void* destination, const void* source, size_t bytes, void* stream)
{
    NEEDS_CONTEXT;
    if (!emulation::isAllocated(destination, bytes) || !emulation::isAllocated(source, bytes))
        return problem(InvalidValue, "a copy outside of every allocation");
    return enqueue(stream, [=] { memcpy(destination, source, bytes); });
}
API cuMemsetD16Async(void* memory, unsigned short value, size_t count, void* stream) { return fill(memory, value, count, stream); }
API cuMemsetD32Async(void* memory, unsigned value, size_t count, void* stream) { return fill(memory, value, count, stream); }

API cuStreamSynchronize(void* stream)
{
    LOCK;
    Stream* own = streamOf(stream);
    if (own != nullptr && own->capturing != nullptr) return problem(CaptureUnsupported, "waits for a stream that is captured");
    if (own == nullptr && streamsCapturing > 0) return problem(CaptureImplicit, "waits for the default stream while another is captured");
    counts.synchronizations++;
    return refusal();
}
API cuStreamIsCapturing(void* stream, int* status)
{
    NEEDS_CONTEXT;
    Stream* own = streamOf(stream);
    if (own == nullptr && streamsCapturing > 0) return problem(CaptureImplicit, "asks for the default stream while another is captured");
    *status = own != nullptr && own->capturing != nullptr ? 1 : 0;
    return Success;
}
API cuStreamCreate(void** stream, unsigned) { NEEDS_CONTEXT; *stream = new Stream(); return Success; }
API cuStreamDestroy_v2(void* stream) { NEEDS_CONTEXT; delete (Stream*)stream; return Success; }
API cuStreamBeginCapture_v2(void* stream, int)
{
    NEEDS_CONTEXT;
    if (streamOf(stream) == nullptr) return problem(CaptureUnsupported, "the default stream cannot be captured");
    streamOf(stream)->capturing = new Graph();
    streamsCapturing++;
    return Success;
}
API cuStreamEndCapture(void* stream, void** graph)
{
    NEEDS_CONTEXT;
    *graph = streamOf(stream)->capturing;
    streamOf(stream)->capturing = nullptr;
    streamsCapturing--;
    return Success;
}
API cuGraphLaunch(void* graph, void*) { NEEDS_CONTEXT; for (auto& node : ((Graph*)graph)->nodes) node(); return sticky; }
API cuGraphDestroy(void* graph) { NEEDS_CONTEXT; delete (Graph*)graph; return Success; }

API cuEventCreate(void** event, unsigned) { NEEDS_CONTEXT; *event = new Event(); counts.events++; return Success; }
API cuEventDestroy_v2(void* event) { NEEDS_CONTEXT; delete (Event*)event; counts.events--; return Success; }
API cuEventRecord(void* event, void* stream) { NEEDS_CONTEXT; return enqueue(stream, [=] { ((Event*)event)->recorded = true; }); }
API cuEventRecordWithFlags(void* event, void* stream, unsigned) { return cuEventRecord(event, stream); }
API cuEventSynchronize(void*)
{
    NEEDS_CONTEXT;
    if (streamsCapturing > 0) return problem(CaptureUnsupported, "waits for an event while a stream is captured");
    counts.eventWaits++;
    return Success;
}

API cuLaunchKernel(
    void* function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY, unsigned blockZ,
    unsigned sharedBytes, void* stream, void** arguments, void** extra)
{
    NEEDS_CONTEXT;
    if (gridX == 0 || gridY != 1 || gridZ != 1 || blockX == 0 || blockX > 1024 || blockY != 1 || blockZ != 1 || sharedBytes != 0 || extra != nullptr)
        return problem(InvalidValue, "a launch of no blocks, or of a shape that the kernels do not have");
    Function* own = (Function*)function;
    size_t bytes = own->kernel == nullptr ? hostArgument : own->kernel->argumentBytes;
    if (arguments == nullptr || arguments[0] == nullptr || (hostArgument != 0 && bytes != hostArgument))
        return problem(InvalidValue, own->name + " takes one argument of " + std::to_string(bytes) + " bytes, and the engine's has " + std::to_string(hostArgument));
    // Arguments are copied when the kernel is launched, not when it runs.
    std::vector<char> argument((char*)arguments[0], (char*)arguments[0] + bytes);
    return enqueue(stream, [=] { launchNow(*own, gridX, blockX, argument); });
}

API cuGetErrorName(int code, const char** name)
{
    *name = code == IllegalAddress ? "CUDA_ERROR_ILLEGAL_ADDRESS" : code == InvalidContext ? "CUDA_ERROR_INVALID_CONTEXT"
        : code == InvalidValue ? "CUDA_ERROR_INVALID_VALUE" : code == InvalidImage ? "CUDA_ERROR_INVALID_IMAGE"
        : code == CaptureUnsupported ? "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED" : code == CaptureImplicit ? "CUDA_ERROR_STREAM_CAPTURE_IMPLICIT"
        : "CUDA_ERROR_OTHER";
    return Success;
}
API cuGetErrorString(int, const char** text) { LOCK; *text = lastProblem.c_str(); return Success; }

// ---- what tests set and read

API stub_device(int itsMajor, int itsMinor, unsigned itsMultiprocessors, unsigned itsResidentBlocks)
{
    LOCK;
    major = itsMajor;
    minor = itsMinor;
    multiprocessors = itsMultiprocessors;
    residentBlocks = itsResidentBlocks;
    return Success;
}
API stub_order(unsigned itsOrder) { LOCK; order = itsOrder; return Success; }
API stub_interpreter(Callback itsCallback) { LOCK; callback = itsCallback; return Success; }
// What breaks the argument of a launch before it is looked at; none for null.
API stub_spoiler(Spoiler itsSpoiler) { LOCK; spoiler = itsSpoiler; return Success; }
API stub_argument(size_t bytes) { LOCK; hostArgument = bytes; return Success; }
API stub_counts(Counts* copy) { LOCK; *copy = counts; return Success; }
extern "C" __attribute__((visibility("default"))) unsigned char stub_is_allocated(const void* start, size_t bytes) { return emulation::isAllocated(start, bytes) ? 1 : 0; }
// Memory of the device that another library has allocated, as libtorch does.
extern "C" __attribute__((visibility("default"))) void* stub_allocate(size_t bytes) { return emulation::allocate(bytes); }
extern "C" __attribute__((visibility("default"))) void stub_release(void* start) { emulation::release(start); }
API stub_recover() { LOCK; sticky = Success; lastProblem.clear(); launched.clear(); return Success; }
API stub_launched(char* names, int length)
{
    LOCK;
    std::string joined;
    for (const std::string& name : launched) joined += (joined.empty() ? "" : " ") + name;
    snprintf(names, length, "%s", joined.c_str());
    launched.clear();
    return Success;
}

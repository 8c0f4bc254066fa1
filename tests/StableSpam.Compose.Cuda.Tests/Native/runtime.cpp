// Fibers, barriers and shuffles.
#include "runtime.h"
#include <algorithm>
#include <csetjmp>
#include <csignal>
#include <cstring>
#include <mutex>
#include <random>
#include <sys/mman.h>
#include <thread>
#include <vector>

#ifndef __x86_64__
#error "The emulation switches fibers in x86-64 assembly."
#endif

extern "C" {
EmulatedIndex emulated_thread, emulated_block, emulated_grid;
void emulated_switch(void** save, void* load);
}

// Saves the registers that a call preserves on one stack, and takes them from another.
asm(R"(
.text
.globl emulated_switch
.hidden emulated_switch
.type emulated_switch,@function
emulated_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
)");

namespace emulation {
namespace {

constexpr size_t StackBytes = 64 * 1024;

enum class State { New, Ready, AtBarrier, InWarp, Done };

struct Fiber
{
    void* stack;
    State state;
    int line;
    int kind;
    int distance;
    unsigned mask;
    uint64_t value;
    uint64_t result;
};

std::mutex oneAtATime;
std::vector<Fiber> fibers;
std::vector<unsigned> arrived; // the lanes of each warp that wait in a shuffle
char* stacks;
size_t stackCount;
void* scheduler;
int current = -1;
int anyPredicate;
int predicateOfBlock;
const EmulatedKernel* kernel;
const void* argument;
Report* report;
sigjmp_buf failed;

std::string where()
{
    return "block " + std::to_string(emulated_block.x) + " thread " + std::to_string(emulated_thread.x) + ": ";
}

void yield() { emulated_switch(&fibers[current].stack, scheduler); }

void enterFiber()
{
    kernel->call(argument);
    fibers[current].state = State::Done;
    yield();
    __builtin_trap();
}

void resume(unsigned thread)
{
    Fiber& fiber = fibers[thread];
    current = (int)thread;
    emulated_thread = { thread, 0, 0 };
    if (fiber.state == State::New)
    {
        // The first switch returns into enterFiber, on a stack aligned as a call would leave it.
        void** top = (void**)(stacks + (thread + 1) * StackBytes) - 2;
        top[0] = (void*)enterFiber;
        top[1] = nullptr;
        for (int saved = 1; saved <= 6; saved++) top[-saved] = nullptr;
        fiber.stack = top - 6;
    }
    fiber.state = State::Ready;
    emulated_switch(&scheduler, fiber.stack);
    current = -1;
}

// Lets the threads that met at a barrier go on; they must have met at the same one, and all.
void releaseBarrier()
{
    int line = -1;
    for (unsigned thread = 0; thread < fibers.size(); thread++)
    {
        emulated_thread = { thread, 0, 0 };
        if (fibers[thread].state == State::Done) fail("left the kernel while others wait at a barrier");
        if (line >= 0 && fibers[thread].line != line)
            fail("waits at the barrier of line " + std::to_string(fibers[thread].line) + ", others at that of line " + std::to_string(line));
        line = fibers[thread].line;
    }
    for (Fiber& fiber : fibers) fiber.state = State::Ready;
    predicateOfBlock = anyPredicate;
    anyPredicate = 0;
    passBarrier();
}

void completeWarp(unsigned warp, unsigned mask)
{
    for (unsigned lane = 0; lane < 32; lane++)
    {
        if ((mask >> lane & 1) == 0) continue;
        Fiber& fiber = fibers[warp * 32 + lane];
        unsigned source = fiber.kind == EMULATED_DOWN ? lane + fiber.distance : lane ^ fiber.distance;
        if (source > 31) source = lane;
        if ((mask >> source & 1) == 0)
            fail("the shuffle of line " + std::to_string(fiber.line) + " reads lane " + std::to_string(source) + ", which takes no part");
        fiber.result = fibers[warp * 32 + source].value;
    }
    for (unsigned lane = 0; lane < 32; lane++)
    {
        if (mask >> lane & 1) fibers[warp * 32 + lane].state = State::Ready;
    }
    arrived[warp] &= ~mask;
    if (mask == ~0u) passWarp(warp);
}

void runBlock(std::vector<unsigned>& order, unsigned kind, std::mt19937& random)
{
    for (Fiber& fiber : fibers) fiber.state = State::New;
    for (unsigned& lanes : arrived) lanes = 0;
    anyPredicate = predicateOfBlock = 0;
    beginBlock();
    // What no thread has written is NaN.
    std::memset(kernel->sharedStart, 0xff, kernel->sharedEnd - kernel->sharedStart);
    while (true)
    {
        if (kind >= 2) std::shuffle(order.begin(), order.end(), random);
        unsigned ran = 0, waiting = 0, done = 0;
        for (unsigned thread : order)
        {
            if (fibers[thread].state > State::Ready) continue;
            resume(thread);
            ran++;
        }
        for (const Fiber& fiber : fibers)
        {
            waiting += fiber.state == State::AtBarrier;
            done += fiber.state == State::Done;
        }
        if (done == fibers.size()) return;
        if (waiting > 0 && waiting + done == fibers.size()) releaseBarrier();
        else if (ran == 0) fail("waits for ever: threads meet at different places");
    }
}

void runBlocks(unsigned blocks, unsigned order)
{
    std::mt19937 random(order);
    std::vector<unsigned> blockOrder(blocks), threadOrder(fibers.size());
    for (unsigned i = 0; i < blocks; i++) blockOrder[i] = order == 1 ? blocks - 1 - i : i;
    for (unsigned i = 0; i < threadOrder.size(); i++) threadOrder[i] = order == 1 ? (unsigned)threadOrder.size() - 1 - i : i;
    if (order >= 2) std::shuffle(blockOrder.begin(), blockOrder.end(), random);
    for (unsigned block : blockOrder)
    {
        emulated_block = { block, 0, 0 };
        runBlock(threadOrder, order, random);
    }
}

void onFault(int, siginfo_t* info, void*)
{
    if (isRunning()) fail("accesses memory that does not exist");
    signal(info->si_signo, SIG_DFL);
}

void runGuarded(unsigned blocks, unsigned order)
{
    // A fault in a kernel is the kernel's: it is reported, and the process lives on.
    static char alternate[64 * 1024];
    stack_t stack = {};
    stack.ss_sp = alternate;
    stack.ss_size = sizeof alternate;
    sigaltstack(&stack, nullptr);
    struct sigaction action = {}, before;
    action.sa_sigaction = onFault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    sigaction(SIGSEGV, &action, &before);
    if (sigsetjmp(failed, 1) == 0) runBlocks(blocks, order);
    current = -1;
    sigaction(SIGSEGV, &before, nullptr);
    stack.ss_flags = SS_DISABLE;
    sigaltstack(&stack, nullptr);
}

}

bool isRunning() { return current >= 0; }

unsigned currentThread() { return (unsigned)current; }

int stackOf(const void* address)
{
    size_t offset = (size_t)((const char*)address - stacks);
    return (const char*)address >= stacks && offset < stackCount * StackBytes ? (int)(offset / StackBytes) : -1;
}

void fail(const std::string& message)
{
    report->message = where() + message;
    siglongjmp(failed, 1);
}

Report run(const EmulatedKernel& itsKernel, const void* itsArgument, unsigned blocks, unsigned threads, unsigned order)
{
    std::lock_guard<std::mutex> guard(oneAtATime);
    Report result;
    report = &result;
    result.message = checkLaunch(itsKernel, itsArgument);
    if (!result.message.empty()) return result;
    kernel = &itsKernel;
    argument = itsArgument;
    if (stackCount < threads)
    {
        if (stacks != nullptr) munmap(stacks, stackCount * StackBytes);
        stackCount = threads;
        stacks = (char*)mmap(nullptr, stackCount * StackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    }
    fibers.resize(threads);
    arrived.assign((threads + 31) / 32, 0);
    emulated_grid = { blocks, 1, 1 };
    beginChecks(kernel->sharedStart, kernel->sharedEnd, result);
    // A thread of its own, since fibers leave its stack.
    std::thread(runGuarded, blocks, order).join();
    return result;
}

}

using namespace emulation;

extern "C" int emulated_barrier(int predicate, int line)
{
    Fiber& fiber = fibers[current];
    fiber.state = State::AtBarrier;
    fiber.line = line;
    anyPredicate |= predicate;
    yield();
    return predicateOfBlock;
}

extern "C" unsigned long long emulated_exchange(int kind, unsigned mask, unsigned long long value, int distance, int line)
{
    Fiber& fiber = fibers[current];
    unsigned warp = (unsigned)current / 32, lane = (unsigned)current % 32;
    if ((mask >> lane & 1) == 0) fail("the shuffle of line " + std::to_string(line) + " has a mask without the lane that calls it");
    fiber.state = State::InWarp;
    fiber.line = line;
    fiber.kind = kind;
    fiber.distance = distance;
    fiber.mask = mask;
    fiber.value = value;
    arrived[warp] |= 1u << lane;
    if ((arrived[warp] & mask) == mask)
    {
        for (unsigned other = 0; other < 32; other++)
        {
            const Fiber& member = fibers[warp * 32 + other];
            if (mask >> other & 1 && (member.mask != mask || member.kind != kind || member.line != line))
                fail("the lanes of a warp meet at different shuffles, one in line " + std::to_string(line));
        }
        completeWarp(warp, mask);
    }
    while (fiber.state == State::InWarp) yield();
    return fiber.result;
}

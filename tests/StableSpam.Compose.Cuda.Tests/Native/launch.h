// What a launch is given, looked at before the kernel runs: every pointer must have all that the text says, nothing that is
// written may lie in something else, and every number that leads from one table into another must be a place in that one. It
// comes behind an emitted text, with the checks that the tests make from the text's structs, and knows both.
#pragma once

static void emulated_check_chunks(const Launch& launch)
{
    emulated_require(0 <= launch.firstChunk && launch.firstChunk <= launch.endChunk, "the chunks end before they begin");
    for (int at = launch.firstChunk; at < launch.endChunk && emulated_expected(); ++at)
    {
        const Chunk& chunk = launch.chunks[at];
        const bool goesOn = at > launch.firstChunk && launch.chunks[at - 1].entry == chunk.entry;
        emulated_require(0 <= chunk.entry && chunk.entry < launch.entryCount, "a chunk is of no tensor");
        emulated_require(chunk.index == (goesOn ? launch.chunks[at - 1].index + 1 : 0), "the chunks of a tensor do not follow each other");
        if (chunk.index == 0 && emulated_expected()) emulated_check_entry(launch, launch.entries[chunk.entry], true);
    }
}

static void emulated_check_entries(const Launch& launch)
{
    for (int index = 0; index < launch.entryCount && emulated_expected(); ++index)
    {
        const TensorEntry& entry = launch.entries[index];
        const long long chunks = entry.shape.length > 0 ? (entry.shape.length + 4095) / 4096 : 1;
        emulated_require(0 <= entry.step && entry.step < launch.entryCount, "a tensor has no step values");
        emulated_require(0 <= entry.group && entry.group < launch.groupCount, "a tensor is in no group");
        emulated_require(0 <= entry.place && entry.place < launch.placeCount, "a tensor has no place among those of the step");
        emulated_require(0 <= entry.firstChunk && entry.firstChunk + chunks <= launch.chunkCount, "the partials of a tensor lie outside of those of the launch");
        emulated_require(index == 0 || launch.entries[index - 1].ordinal < entry.ordinal, "tensors do not have numbers of their own for their random numbers");
        emulated_require(index == 0 || launch.entries[index - 1].place < entry.place, "tensors share a place");
        if (!emulated_expected()) return;
        emulated_require(launch.groups[entry.place] == entry.group, "the table of groups has another group for a tensor");
        emulated_check_entry(launch, entry, false);
    }
}

static void emulated_check(const Launch& launch, bool isPass)
{
    if (!emulated_check_tables(launch)) return;
    emulated_check_entries(launch);
    // A launch of another kind has no chunks, whatever the one before has left.
    if (isPass && emulated_expected()) emulated_check_chunks(launch);
}

// A kernel as the stub of the driver calls it. The linker knows where the shared variables of a library begin and end.
extern "C" char __start_emulated_shared[] __attribute__((weak, visibility("hidden")));
extern "C" char __stop_emulated_shared[] __attribute__((weak, visibility("hidden")));
#define EMULATE(kernel, isPass) \
    static void emulated_call_##kernel(const void* argument) { kernel(*(const Launch*)argument); } \
    static void emulated_check_##kernel(const void* argument) { emulated_check(*(const Launch*)argument, isPass); } \
    extern "C" { __attribute__((visibility("default"))) extern const EmulatedKernel emulated_##kernel; } \
    const EmulatedKernel emulated_##kernel = { emulated_call_##kernel, emulated_check_##kernel, sizeof(Launch), __start_emulated_shared, __stop_emulated_shared };

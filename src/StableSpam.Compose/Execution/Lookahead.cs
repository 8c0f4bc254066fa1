using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Execution;

/// <summary>
/// Asks memory for what a fold reads some tiles on. Processors look ahead by themselves, but not from one page of 4 KiB to the
/// next, and a fold computes too little to hide the wait.
/// </summary>
internal static unsafe class Lookahead
{
    private const int LineBytes = 64;

    /// <summary>Asks for some elements of an array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch<TStorage>(void* array, nint start, int count)
        where TStorage : struct, IStorage
    {
        if (!Sse.IsSupported)
            return;
        byte* line = (byte*)array + (start * TStorage.Size);
        for (int bytes = 0; bytes < count * TStorage.Size; bytes += LineBytes)
            Sse.Prefetch0(line + bytes);
    }
}

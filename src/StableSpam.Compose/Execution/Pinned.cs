using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StableSpamCompose.Execution;

/// <summary>Managed arrays that never move, so that generated code may hold pointers into them.</summary>
internal static unsafe class Pinned
{
    public static double[] Doubles(int count) => GC.AllocateArray<double>(count, pinned: true);

    /// <summary>The first number; the caller keeps the array alive.</summary>
    public static double* Pointer(double[] pinned) =>
        (double*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));
}

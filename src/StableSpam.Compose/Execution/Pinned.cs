using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Execution;

/// <summary>Managed arrays that never move, so that generated code may hold pointers into them.</summary>
internal static unsafe class Pinned
{
    public static double[] Doubles(int count) => GC.AllocateArray<double>(count, pinned: true);

    /// <summary>The values of some states before the first update.</summary>
    public static double[] InitialValues(StateInfo[] states)
    {
        double[] values = Doubles(states.Length);
        for (int i = 0; i < values.Length; i++)
            values[i] = states[i].Initial;
        return values;
    }

    /// <summary>The first number; the caller keeps the array alive.</summary>
    public static double* Pointer(double[] pinned) =>
        (double*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace StableSpamCompose.Train4Bit.Numerics;

/// <summary>What <see cref="Vector"/> offers for single and double only, over either.</summary>
internal static unsafe class VectorMath
{
    /// <summary>left * right + addend, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd<T>(Vector<T> left, Vector<T> right, Vector<T> addend)
        where T : unmanaged =>
        typeof(T) == typeof(float)
            ? Vector.FusedMultiplyAdd(left.As<T, float>(), right.As<T, float>(), addend.As<T, float>()).As<float, T>()
            : Vector.FusedMultiplyAdd(left.As<T, double>(), right.As<T, double>(), addend.As<T, double>()).As<double, T>();

    /// <summary>e to the power of each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exp<T>(Vector<T> value)
        where T : unmanaged =>
        typeof(T) == typeof(float)
            ? Vector.Exp(value.As<T, float>()).As<float, T>()
            : Vector.Exp(value.As<T, double>()).As<double, T>();

    /// <summary>Reads numbers side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Load<T>(T* source)
        where T : unmanaged => Unsafe.ReadUnaligned<Vector<T>>(source);

    /// <summary>Writes numbers side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector<T> value, T* destination)
        where T : unmanaged => Unsafe.WriteUnaligned(destination, value);
}

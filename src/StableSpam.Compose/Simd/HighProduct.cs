using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace StableSpamCompose.Simd;

/// <summary>The high 32 bits of the product of two whole numbers without a sign, for which vectors have no one instruction.</summary>
internal static class HighProduct
{
    private const ulong HighHalf = 0xffff_ffff_0000_0000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(uint value, uint factor) => (uint)(((ulong)value * factor) >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Of(Vector128<uint> value, uint factor)
    {
        Vector128<uint> factors = Vector128.Create(factor);
        if (Sse2.IsSupported)
        {
            // The instruction multiplies lanes 0, 2, .. to products of 64 bits.
            Vector128<ulong> even = Sse2.Multiply(value, factors) >>> 32;
            Vector128<ulong> odd = Sse2.Multiply((value.AsUInt64() >>> 32).AsUInt32(), factors) & Vector128.Create(HighHalf);
            return (even | odd).AsUInt32();
        }
        if (AdvSimd.IsSupported)
        {
            Vector128<ulong> lower = AdvSimd.MultiplyWideningLower(value.GetLower(), factors.GetLower()) >>> 32;
            Vector128<ulong> upper = AdvSimd.MultiplyWideningUpper(value, factors) >>> 32;
            return Vector128.Narrow(lower, upper);
        }
        return Vector128.Create(Of(value[0], factor), Of(value[1], factor), Of(value[2], factor), Of(value[3], factor));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Of(Vector256<uint> value, uint factor)
    {
        if (!Avx2.IsSupported)
            return Vector256.Create(Of(value.GetLower(), factor), Of(value.GetUpper(), factor));
        Vector256<uint> factors = Vector256.Create(factor);
        Vector256<ulong> even = Avx2.Multiply(value, factors) >>> 32;
        Vector256<ulong> odd = Avx2.Multiply((value.AsUInt64() >>> 32).AsUInt32(), factors) & Vector256.Create(HighHalf);
        return (even | odd).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Of(Vector512<uint> value, uint factor)
    {
        if (!Avx512F.IsSupported)
            return Vector512.Create(Of(value.GetLower(), factor), Of(value.GetUpper(), factor));
        Vector512<uint> factors = Vector512.Create(factor);
        Vector512<ulong> even = Avx512F.Multiply(value, factors) >>> 32;
        Vector512<ulong> odd = Avx512F.Multiply((value.AsUInt64() >>> 32).AsUInt32(), factors) & Vector512.Create(HighHalf);
        return (even | odd).AsUInt32();
    }
}

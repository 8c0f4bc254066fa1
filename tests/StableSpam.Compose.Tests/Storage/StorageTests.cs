using System.Runtime.InteropServices;
using StableSpamCompose.Execution;
using StableSpamCompose.Simd;
using StableSpamCompose.Storage;
using StableSpamCompose.Tests.Simd;

namespace StableSpamCompose.Tests.Storage;

/// <summary>Numbers of 16 bits against their definition, on every width.</summary>
public abstract unsafe class StorageTests<TStorage>
    where TStorage : struct, IStorage
{
    private const int RandomNumbers = 2_000_000;

    private static readonly ushort[] AllBits = [.. Enumerable.Range(0, 0x10000).Select(bits => (ushort)bits)];

    private protected abstract SlowFormat Format { get; }

    [Fact]
    public void An_element_takes_16_bits() => Assert.Equal(2, TStorage.Size);

    [Fact]
    public void Every_value_widens_exactly() => ForEveryWidth(AllBits, Widen<Lane>, Widen<Lanes128>, Widen<Lanes256>, Widen<Lanes512>, numbers =>
    {
        for (int bits = 0; bits < AllBits.Length; bits++)
            AssertSame(Format.Widen((ushort)bits), numbers[bits], bits);
    });

    [Fact]
    public void Every_value_is_stored_as_it_was_and_NaN_becomes_quiet() =>
        Assert.Equal(
            AllBits.Select(bits => Format.IsNaN(bits) ? (ushort)(bits | Format.Quiet) : bits),
            Narrow<Lanes256>(Widen<Lanes256>(AllBits)));

    [Fact]
    public void Numbers_at_and_beside_every_tie_are_stored_as_the_nearest()
    {
        var numbers = new List<float>();
        for (ushort bits = 0; bits < Format.Infinity; bits++)
        {
            float number = Format.Widen(bits);
            float step = bits + 1 < Format.Infinity ? Format.Widen((ushort)(bits + 1)) - number : number - Format.Widen((ushort)(bits - 1));
            float tie = number + (step / 2);
            foreach (float near in (float[])[number, tie])
                numbers.AddRange(near, MathF.BitDecrement(near), MathF.BitIncrement(near), -near, -MathF.BitDecrement(near), -MathF.BitIncrement(near));
        }
        CheckNarrowing([.. numbers]);
    }

    [Fact]
    public void Numbers_of_any_bits_are_stored_as_the_nearest()
    {
        var random = new Random(16);
        float[] numbers = new float[RandomNumbers];
        random.NextBytes(MemoryMarshal.AsBytes(numbers.AsSpan()));
        // Most random bits are far from one; this is where weights are.
        for (int i = 0; i < RandomNumbers; i += 2)
            numbers[i] = ((random.NextSingle() * 2) - 1) * MathF.ScaleB(1, -random.Next(30));
        Samples.Special.CopyTo(numbers, 0);
        CheckNarrowing(numbers);
    }

    [Fact]
    public void What_is_too_large_is_infinite_by_rounding_and_not_before()
    {
        float largest = Format.Widen((ushort)(Format.Infinity - 1));
        float tie = largest + ((largest - Format.Widen((ushort)(Format.Infinity - 2))) / 2);
        float[] numbers = [largest, MathF.BitDecrement(tie), tie, -tie, float.MaxValue, float.NegativeInfinity];
        int infinity = Format.Infinity;
        Assert.Equal(
            [infinity - 1, infinity - 1, infinity, infinity | 0x8000, infinity, infinity | 0x8000],
            Narrow<Lane>(numbers).Select(bits => (int)bits));
    }

    [Fact]
    public void Numbers_of_any_bits_are_rounded_by_chance_as_the_random_number_says()
    {
        var random = new Random(18);
        float[] numbers = new float[RandomNumbers / 4];
        random.NextBytes(MemoryMarshal.AsBytes(numbers.AsSpan()));
        for (int i = 0; i < numbers.Length; i += 2)
            numbers[i] = ((random.NextSingle() * 2) - 1) * MathF.ScaleB(1, -random.Next(30));
        Samples.Special.CopyTo(numbers, 0);
        float largest = Format.Widen((ushort)(Format.Infinity - 1));
        float[] edges = [largest, MathF.BitIncrement(largest), -MathF.BitDecrement(largest), MathF.BitIncrement(0), MathF.BitDecrement(0)];
        edges.CopyTo(numbers, Samples.Special.Length);

        var stream = new RandomStream(seed: 5, step: 6, tensor: 7, stream: 8);
        ForEveryWidth(
            numbers, from => Round<Lane>(from, stream), from => Round<Lanes128>(from, stream), from => Round<Lanes256>(from, stream),
            from => Round<Lanes512>(from, stream), stored =>
            {
                for (int i = 0; i < numbers.Length; i++)
                {
                    Lane decides = stream.Uniform<Lane>(i);
                    ushort expected = Format.Narrow(numbers[i], *(float*)&decides);
                    bool same = float.IsNaN(numbers[i]) ? (stored[i] & (expected | 0x8000)) == expected : stored[i] == expected;
                    if (!same)
                        Assert.Fail($"{numbers[i]:R} (0x{BitConverter.SingleToInt32Bits(numbers[i]):x8}): expected 0x{expected:x4}, got 0x{stored[i]:x4}");
                }
            });
    }

    [Fact]
    public void What_is_rounded_by_chance_is_right_on_average()
    {
        const int Count = 1 << 16;
        var stream = new RandomStream(seed: 1, step: 2, tensor: 3, stream: 4);
        foreach (double share in (double[])[0, 0.25, 0.5, 0.9])
        {
            foreach (ushort bits in (ushort[])[Format.Narrow(1), Format.Narrow(-0.3f), 0, 1])
            {
                double below = Format.Widen(bits), step = Format.Widen((ushort)(bits + 1)) - below;
                float[] numbers = [.. Enumerable.Repeat((float)(below + (share * step)), Count)];
                double wentUp = Round<Lanes256>(numbers, stream).Average(stored => (Format.Widen(stored) - below) / step);
                double deviation = Math.Sqrt(share * (1 - share) / Count);
                Assert.InRange(wentUp, share - (5 * deviation) - 1e-6, share + (5 * deviation) + 1e-6);
            }
        }
    }

    private protected static void AssertSame(float expected, float actual, int bits)
    {
        bool same = float.IsNaN(expected)
            ? float.IsNaN(actual)
            : BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(actual);
        if (!same)
            Assert.Fail($"0x{bits:x4}: expected {expected:R}, got {actual:R}");
    }

    private void CheckNarrowing(float[] numbers) =>
        ForEveryWidth(numbers, Narrow<Lane>, Narrow<Lanes128>, Narrow<Lanes256>, Narrow<Lanes512>, stored =>
        {
            for (int i = 0; i < numbers.Length; i++)
            {
                ushort expected = Format.Narrow(numbers[i]);
                // What else a NaN says is kept as far as there is room for it.
                bool same = float.IsNaN(numbers[i]) ? (stored[i] & (expected | 0x8000)) == expected : stored[i] == expected;
                if (!same)
                    Assert.Fail($"{numbers[i]:R} (0x{BitConverter.SingleToInt32Bits(numbers[i]):x8}): expected 0x{expected:x4}, got 0x{stored[i]:x4}");
            }
        });

    /// <summary>Checks the result of single lanes, and that all others are the same to the bit.</summary>
    private static void ForEveryWidth<TFrom, TTo>(
        TFrom[] source, Func<TFrom[], TTo[]> lane, Func<TFrom[], TTo[]> lanes128, Func<TFrom[], TTo[]> lanes256,
        Func<TFrom[], TTo[]> lanes512, Action<TTo[]> check)
        where TTo : unmanaged
    {
        TTo[] expected = lane(source);
        check(expected);
        foreach (Func<TFrom[], TTo[]> convert in (Func<TFrom[], TTo[]>[])[lanes128, lanes256, lanes512])
            Assert.True(Bytes(expected).SequenceEqual(Bytes(convert(source))), convert.Method.ToString());

        static ReadOnlySpan<byte> Bytes(TTo[] values) => MemoryMarshal.AsBytes<TTo>(values);
    }

    private static float[] Widen<TLanes>(ushort[] bits)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // Room for whole vectors at the end.
        float[] numbers = new float[bits.Length + TLanes.Count];
        Array.Resize(ref bits, numbers.Length);
        fixed (ushort* source = bits)
        fixed (float* destination = numbers)
        {
            for (int i = 0; i < numbers.Length - TLanes.Count; i += TLanes.Count)
                TLanes.Store(TStorage.Load<TLanes>(source, i), destination + i);
        }
        return numbers[..^TLanes.Count];
    }

    private static ushort[] Narrow<TLanes>(float[] numbers)
        where TLanes : unmanaged, ILanes<TLanes> => Store<TLanes>(numbers, TStorage.Store);

    private static ushort[] Round<TLanes>(float[] numbers, RandomStream random)
        where TLanes : unmanaged, ILanes<TLanes> =>
        Store<TLanes>(numbers, (value, array, index) => TStorage.StoreStochastically(value, array, index, in random));

    private delegate void Storing<TLanes>(TLanes value, void* array, nint index);

    private static ushort[] Store<TLanes>(float[] numbers, Storing<TLanes> store)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        ushort[] bits = new ushort[numbers.Length + TLanes.Count];
        Array.Resize(ref numbers, bits.Length);
        fixed (float* source = numbers)
        fixed (ushort* destination = bits)
        {
            for (int i = 0; i < bits.Length - TLanes.Count; i += TLanes.Count)
                store(TLanes.Load(source + i), destination, i);
        }
        return bits[..^TLanes.Count];
    }
}

public sealed class BFloat16Tests : StorageTests<BFloat16>
{
    private protected override SlowFormat Format => SlowFormat.BFloat16;
}

public sealed class Float16Tests : StorageTests<Float16>
{
    private protected override SlowFormat Format => SlowFormat.Float16;

    [Fact]
    public void The_definition_is_that_of_Half()
    {
        for (int bits = 0; bits < 0x10000; bits++)
            AssertSame((float)BitConverter.UInt16BitsToHalf((ushort)bits), Format.Widen((ushort)bits), bits);
        var random = new Random(17);
        for (int i = 0; i < 100_000; i++)
        {
            float number = ((random.NextSingle() * 2) - 1) * MathF.ScaleB(1, random.Next(-30, 18));
            Assert.Equal(BitConverter.HalfToUInt16Bits((Half)number), Format.Narrow(number));
        }
    }
}

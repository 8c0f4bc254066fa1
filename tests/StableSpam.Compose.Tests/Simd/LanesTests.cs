using StableSpamCompose.Simd;

namespace StableSpamCompose.Tests.Simd;

/// <summary>Every operation of every width, lane by lane, against plain floats on special and on random bits.</summary>
public abstract unsafe class LanesTests<TLanes>
    where TLanes : unmanaged, ILanes<TLanes>
{
    private delegate TLanes Unary(TLanes value);

    private delegate TLanes Binary(TLanes left, TLanes right);

    [Fact]
    public void Loads_and_stores_lanes_in_order()
    {
        float* numbers = stackalloc float[TLanes.Count + 2];
        float* copy = stackalloc float[TLanes.Count + 2];
        for (int i = 0; i < TLanes.Count + 2; i++)
            (numbers[i], copy[i]) = (i, -1);
        TLanes.Store(TLanes.Load(numbers + 1), copy + 1);

        Assert.Equal(-1, copy[0]);
        for (int i = 1; i <= TLanes.Count; i++)
            Assert.Equal(i, copy[i]);
        Assert.Equal(-1, copy[TLanes.Count + 1]);
        Assert.Equal(sizeof(TLanes), TLanes.Count * sizeof(float));
    }

    [Fact]
    public void Low_halves_are_loaded_and_stored_in_order()
    {
        ushort* numbers = stackalloc ushort[TLanes.Count + 2];
        ushort* copy = stackalloc ushort[TLanes.Count + 2];
        for (int i = 0; i < TLanes.Count + 2; i++)
            (numbers[i], copy[i]) = ((ushort)(0xff80 + i), 0x1234);
        TLanes loaded = TLanes.LoadLowHalves(numbers + 1);
        TLanes.StoreLowHalves(loaded | TLanes.BroadcastBits(0xabcd_0000), copy + 1);

        Assert.Equal(Enumerable.Range(0xff81, TLanes.Count), Lanes(loaded).Select(Bits));
        Assert.Equal(0x1234, copy[0]);
        for (int i = 1; i <= TLanes.Count; i++)
            Assert.Equal(0xff80 + i, copy[i]);
        Assert.Equal(0x1234, copy[TLanes.Count + 1]);
    }

    [Fact]
    public void Broadcast_and_masks_fill_every_lane()
    {
        Assert.All(Lanes(TLanes.Broadcast(1.5f)), lane => Assert.Equal(1.5f, lane));
        Assert.All(Lanes(TLanes.BroadcastBits(0xffc0_0001)), lane => Assert.Equal(0xffc0_0001, BitConverter.SingleToUInt32Bits(lane)));
        Assert.Equal(Enumerable.Range(0, TLanes.Count), Lanes(TLanes.LaneNumbers).Select(Bits));
        Assert.All(Lanes(TLanes.Mask(true)), lane => Assert.Equal(-1, BitConverter.SingleToInt32Bits(lane)));
        Assert.All(Lanes(TLanes.Mask(false)), lane => Assert.Equal(0, BitConverter.SingleToInt32Bits(lane)));
    }

    [Fact]
    public void Unary_operations_are_those_of_floats()
    {
        Check("negate", x => -x, x => Float(Bits(x) ^ int.MinValue), exactNaN: true);
        Check("abs", TLanes.Abs, x => Float(Bits(x) & int.MaxValue), exactNaN: true);
        Check("not", x => ~x, x => Float(~Bits(x)), exactNaN: true);
        Check("up", x => TLanes.ShiftBitsUp(x, 13), x => Float(Bits(x) << 13), exactNaN: true);
        Check("down", x => TLanes.ShiftBitsDown(x, 13), x => Float((int)((uint)Bits(x) >> 13)), exactNaN: true);
        Check("low product", x => TLanes.MultiplyBits(x, 0xD2511F53), x => Float(unchecked(Bits(x) * (int)0xD2511F53)), exactNaN: true);
        Check("high product", x => TLanes.MultiplyBitsHigh(x, 0xD2511F53), x => Float((int)((uint)Bits(x) * 0xD2511F53UL >> 32)), exactNaN: true);
        Check("number of bits", x => TLanes.NumberOfBits(TLanes.ShiftBitsDown(x, 8)), x => (uint)Bits(x) >> 8);
        Check("sqrt", TLanes.Sqrt, MathF.Sqrt);
        Check("floor", TLanes.Floor, x => (float)Math.Floor((double)x));
        Check("round", TLanes.Round, x => (float)Math.Round((double)x, MidpointRounding.ToEven));
        Check("exp", TLanes.Exp, MathF.Exp);
        Check("log", TLanes.Log, MathF.Log);
        Check("tanh", TLanes.Tanh, MathF.Tanh);
        Check("cos", TLanes.Cos, MathF.Cos);
        Check("isnan", TLanes.IsNaN, x => Mask(float.IsNaN(x)), exactNaN: true);
        Check("isfinite", TLanes.IsFinite, x => Mask(float.IsFinite(x)), exactNaN: true);
        Check("sign", TLanes.Sign, x => x > 0 ? 1 : x < 0 ? -1 : x);
        Check("flush", TLanes.FlushSubnormals, x => float.IsSubnormal(x) || x == 0 ? 0 : x);
    }

    [Fact]
    public void Binary_operations_are_those_of_floats()
    {
        Check("add", (x, y) => x + y, (x, y) => x + y);
        Check("subtract", (x, y) => x - y, (x, y) => x - y);
        Check("multiply", (x, y) => x * y, (x, y) => x * y);
        Check("divide", (x, y) => x / y, (x, y) => x / y);
        Check("less", (x, y) => x < y, (x, y) => Mask(x < y), exactNaN: true);
        Check("less or equal", (x, y) => x <= y, (x, y) => Mask(x <= y), exactNaN: true);
        Check("greater", (x, y) => x > y, (x, y) => Mask(x > y), exactNaN: true);
        Check("greater or equal", (x, y) => x >= y, (x, y) => Mask(x >= y), exactNaN: true);
        Check("equal", TLanes.Equal, (x, y) => Mask(x == y), exactNaN: true);
        Check("not equal", TLanes.NotEqual, (x, y) => Mask(x != y), exactNaN: true);
        Check("and", (x, y) => x & y, (x, y) => Float(Bits(x) & Bits(y)), exactNaN: true);
        Check("or", (x, y) => x | y, (x, y) => Float(Bits(x) | Bits(y)), exactNaN: true);
        Check("xor", (x, y) => x ^ y, (x, y) => Float(Bits(x) ^ Bits(y)), exactNaN: true);
        Check("add bits", TLanes.AddBits, (x, y) => Float(unchecked(Bits(x) + Bits(y))), exactNaN: true);
        Check("pow", TLanes.Pow, MathF.Pow);
        Check("max", TLanes.Max, (x, y) => x > y || float.IsNaN(x) ? x : y);
        Check("min", TLanes.Min, (x, y) => x < y || float.IsNaN(x) ? x : y);
    }

    [Fact]
    public void Largest_follows_the_order_of_bits_and_NaN_wins() =>
        Check("largest", TLanes.Largest, (x, y) =>
            float.IsNaN(x) || float.IsNaN(y) ? float.NaN : Key(x) >= Key(y) ? x : y);

    [Fact]
    public void Largest_magnitude_is_the_largest_of_what_has_no_sign()
    {
        Check("largest magnitude", (x, y) => TLanes.LargestMagnitude(TLanes.Abs(x), TLanes.Abs(y)), (x, y) =>
            float.IsNaN(x) || float.IsNaN(y) ? float.NaN : MathF.Max(MathF.Abs(x), MathF.Abs(y)));
        Check(
            "the first magnitude", x => TLanes.LargestMagnitude(TLanes.Broadcast(float.NegativeInfinity), TLanes.Abs(x)),
            x => Float(Bits(x) & int.MaxValue), exactNaN: true);
    }

    [Fact]
    public void Clear_leaves_no_bit_where_the_mask_holds() =>
        Check("clear", (x, y) => TLanes.Clear(x < y, x), (x, y) => x < y ? 0 : x, exactNaN: true);

    [Fact]
    public void Any_and_all_look_at_every_lane()
    {
        float* numbers = stackalloc float[TLanes.Count];
        Assert.False(TLanes.Any(TLanes.Mask(false)));
        Assert.True(TLanes.All(TLanes.Mask(true)));
        for (int one = 0; one < TLanes.Count; one++)
        {
            for (int i = 0; i < TLanes.Count; i++) numbers[i] = i == one ? 1 : 0;
            TLanes mask = TLanes.Equal(TLanes.Load(numbers), TLanes.Broadcast(1));
            Assert.True(TLanes.Any(mask));
            Assert.Equal(TLanes.Count == 1, TLanes.All(mask));
            Assert.Equal(TLanes.Count > 1, TLanes.Any(~mask));
            Assert.False(TLanes.All(~mask));
        }
    }

    [Fact]
    public void Select_takes_whole_lanes()
    {
        Check(
            "select",
            (x, y) => TLanes.Select(x < y, x, y),
            (x, y) => x < y ? x : y,
            exactNaN: true);
    }

    [Fact]
    public void FusedMultiplyAdd_rounds_once()
    {
        float[] numbers = [.. Samples.Numbers(200).Where(float.IsFinite)];
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++)
        {
            float left = numbers[random.Next(numbers.Length)];
            float right = numbers[random.Next(numbers.Length)];
            // Near cancellation is where a second rounding shows.
            float addend = i % 3 == 0 ? numbers[random.Next(numbers.Length)]
                : i % 3 == 1 ? -(left * right)
                : MathF.BitIncrement(left * right) * 0.5f;
            if (!float.IsFinite(addend))
                continue;
            TLanes result = TLanes.FusedMultiplyAdd(TLanes.Broadcast(left), TLanes.Broadcast(right), TLanes.Broadcast(addend));
            float expected = ExactArithmetic.MultiplyAdd(left, right, addend);
            foreach (float lane in Lanes(result))
                AssertSame("fma", expected, lane, exactNaN: true, left, right);
        }
    }

    [Fact]
    public void FusedMultiplyAdd_of_infinities_and_NaN()
    {
        foreach (float x in Samples.Special)
        {
            foreach (float y in Samples.Special)
            {
                foreach (float z in Samples.Special)
                {
                    if (float.IsFinite(x) && float.IsFinite(y) && float.IsFinite(z))
                        continue;
                    // A product of finite numbers stays finite in double, so that only the infinities meet.
                    float expected = (float)(((double)x * y) + z);
                    TLanes result = TLanes.FusedMultiplyAdd(TLanes.Broadcast(x), TLanes.Broadcast(y), TLanes.Broadcast(z));
                    foreach (float lane in Lanes(result))
                        AssertSame("fma", expected, lane, exactNaN: false, x, y);
                }
            }
        }
    }

    private static void Check(string name, Unary operation, Func<float, float> expected, bool exactNaN = false) =>
        Check(name, (x, _) => operation(x), (x, _) => expected(x), exactNaN);

    private static void Check(string name, Binary operation, Func<float, float, float> expected, bool exactNaN = false)
    {
        float[] numbers = Samples.Numbers(120);
        float* left = stackalloc float[TLanes.Count];
        float* right = stackalloc float[TLanes.Count];
        // Every pair, and neighbours in a vector differ, so that a lane that answers for another is seen.
        for (int pair = 0; pair < numbers.Length * numbers.Length; pair += TLanes.Count)
        {
            for (int lane = 0; lane < TLanes.Count; lane++)
            {
                int index = (pair + lane) % (numbers.Length * numbers.Length);
                left[lane] = numbers[index / numbers.Length];
                right[lane] = numbers[index % numbers.Length];
            }
            float[] result = Lanes(operation(TLanes.Load(left), TLanes.Load(right)));
            for (int lane = 0; lane < TLanes.Count; lane++)
                AssertSame(name, expected(left[lane], right[lane]), result[lane], exactNaN, left[lane], right[lane]);
        }
    }

    private static void AssertSame(string name, float expected, float actual, bool exactNaN, float left, float right)
    {
        if (Bits(expected) == Bits(actual) || (!exactNaN && float.IsNaN(expected) && float.IsNaN(actual)))
            return;
        Assert.Fail($"{name} of {left:R} (0x{Bits(left):x8}) and {right:R} (0x{Bits(right):x8}): "
            + $"expected {expected:R} (0x{Bits(expected):x8}), got {actual:R} (0x{Bits(actual):x8})");
    }

    private static float[] Lanes(TLanes value)
    {
        float[] lanes = new float[TLanes.Count];
        fixed (float* start = lanes)
            TLanes.Store(value, start);
        return lanes;
    }

    private static int Bits(float value) => BitConverter.SingleToInt32Bits(value);

    private static float Float(int bits) => BitConverter.Int32BitsToSingle(bits);

    private static float Mask(bool condition) => Float(condition ? -1 : 0);

    private static int Key(float value) => Bits(value) ^ ((Bits(value) >> 31) & 0x7fffffff);
}

public sealed class LaneTests : LanesTests<Lane>;

public sealed class Lanes128Tests : LanesTests<Lanes128>;

public sealed class Lanes256Tests : LanesTests<Lanes256>;

public sealed class Lanes512Tests : LanesTests<Lanes512>;

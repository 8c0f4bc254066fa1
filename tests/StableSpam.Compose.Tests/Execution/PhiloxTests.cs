using StableSpamCompose.Execution;
using StableSpamCompose.Simd;

namespace StableSpamCompose.Tests.Execution;

/// <summary>The random function, by its published answers and on every width.</summary>
public unsafe class PhiloxTests
{
    /// <summary>The known answers that come with the paper's library, Random123, for philox4x32 with 10 rounds.</summary>
    public static TheoryData<uint[], ulong, uint[]> Published => new()
    {
        { [0, 0, 0, 0], 0, [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
        { [uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue], ulong.MaxValue, [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd] },
        {
            [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], 0x299f31d0_a4093822,
            [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]
        },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void The_published_answers_come_out_of_every_width(uint[] counter, ulong key, uint[] answer)
    {
        Check<Lane>();
        Check<Lanes128>();
        Check<Lanes256>();
        Check<Lanes512>();

        void Check<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes>
        {
            TLanes[] words = [.. counter.Select(TLanes.BroadcastBits)];
            Philox.Scramble(key, ref words[0], ref words[1], ref words[2], ref words[3]);
            for (int word = 0; word < 4; word++)
                Assert.All(Bits(words[word]), bits => Assert.Equal(answer[word], bits));
        }
    }

    [Fact]
    public void An_element_draws_the_same_in_every_lane()
    {
        var stream = new RandomStream(seed: 1234567890123, step: 77, tensor: 5, stream: 2);
        uint[] uniform = Draw<Lane>(uniformly: true), normal = Draw<Lane>(uniformly: false);
        Assert.Equal(uniform, Draw<Lanes128>(uniformly: true));
        Assert.Equal(uniform, Draw<Lanes256>(uniformly: true));
        Assert.Equal(uniform, Draw<Lanes512>(uniformly: true));
        Assert.Equal(normal, Draw<Lanes128>(uniformly: false));
        Assert.Equal(normal, Draw<Lanes256>(uniformly: false));
        Assert.Equal(normal, Draw<Lanes512>(uniformly: false));

        uint[] Draw<TLanes>(bool uniformly)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var bits = new List<uint>();
            for (nint i = 0; i < 64; i += TLanes.Count)
                bits.AddRange(Bits(uniformly ? stream.Uniform<TLanes>(i) : stream.Normal<TLanes>(i)));
            return [.. bits];
        }
    }

    [Fact]
    public void Seed_step_tensor_and_stream_each_change_the_number()
    {
        double[][] places = [[9, 1, 0, 0], [10, 1, 0, 0], [9 + 4294967296.0, 1, 0, 0], [9, 2, 0, 0], [9, 1, 1, 0], [9, 1, 0, 1], [-9, 1, 0, 0]];
        uint[] drawn = [.. places.Select(place => Bits(new RandomStream(place[0], place[1], (uint)place[2], (uint)place[3]).Bits<Lane>(3))[0])];
        Assert.Equal(drawn.Length, drawn.Distinct().Count());
    }

    [Fact]
    public void The_numbers_have_the_moments_of_their_distribution()
    {
        const int Count = 1 << 18;
        var stream = new RandomStream(seed: 3, step: 1, tensor: 0, stream: 0);
        double[] uniform = new double[Count], normal = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            uniform[i] = Number(stream.Uniform<Lane>(i));
            normal[i] = Number(stream.Normal<Lane>(i));
        }
        // Five deviations of each mean over so many numbers.
        double five = 5 / Math.Sqrt(Count);
        Assert.InRange(uniform.Min(), 0, 1e-4);
        Assert.InRange(uniform.Max(), 1 - 1e-4, 1 - Math.ScaleB(1, -24));
        Assert.InRange(uniform.Average(), 0.5 - (five * Math.Sqrt(1 / 12.0)), 0.5 + (five * Math.Sqrt(1 / 12.0)));
        Assert.InRange(normal.Average(), -five, five);
        Assert.InRange(normal.Average(x => x * x), 1 - (five * Math.Sqrt(2)), 1 + (five * Math.Sqrt(2)));
        Assert.InRange(normal.Average(x => x * x * x * x), 3 - (five * Math.Sqrt(96)), 3 + (five * Math.Sqrt(96)));
        Assert.InRange(normal.Zip(normal.Skip(1), (x, y) => x * y).Average(), -five, five);
    }

    private static double Number(Lane lane) => *(float*)&lane;

    private static uint[] Bits<TLanes>(TLanes lanes)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        uint[] bits = new uint[TLanes.Count];
        fixed (uint* start = bits)
            TLanes.Store(lanes, (float*)start);
        return bits;
    }
}

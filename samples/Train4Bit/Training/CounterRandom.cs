namespace StableSpamCompose.Train4Bit.Training;

/// <summary>
/// Random numbers by their place in a stream: nothing needs to be remembered to go on. The function is the finalizer of
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
/// </summary>
/// <param name="seed">Which numbers.</param>
/// <param name="stream">What they are for; streams of one seed are independent.</param>
internal readonly struct CounterRandom(long seed, ulong stream)
{
    private const ulong GoldenRatio = 0x9E37_79B9_7F4A_7C15;

    private readonly ulong _key = Mix(Mix((ulong)seed + GoldenRatio) + (stream * GoldenRatio));

    /// <summary>64 random bits.</summary>
    public ulong Bits(ulong place) => Mix(_key + ((place + 1) * GoldenRatio));

    /// <summary>A whole number from 0 up to but not including <paramref name="end"/>; a bias of end / 2^64 is left.</summary>
    public int Below(int end, ulong place) => (int)Math.BigMul(Bits(place), (ulong)end, out _);

    /// <summary>A number of the standard normal distribution (Box and Muller, 1958); it uses the places 2 p and 2 p + 1.</summary>
    public double Normal(ulong place)
    {
        double radius = Math.Sqrt(-2 * Math.Log(((Bits(2 * place) >> 11) + 1) * Math.ScaleB(1, -53)));
        return radius * Math.Cos(2 * Math.PI * ((Bits((2 * place) + 1) >> 11) * Math.ScaleB(1, -53)));
    }

    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58_476D_1CE4_E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D0_49BB_1331_11EB;
        return bits ^ (bits >> 31);
    }
}

using StableSpamCompose.Train4Bit.Model;

namespace StableSpamCompose.Train4Bit.Training;

/// <summary>Where training begins: matrices from N(0, 0.02), norms 1.</summary>
internal static class InitialParameters
{
    private const double Deviation = 0.02;

    /// <summary>Streams of a seed below this are for other things.</summary>
    private const ulong FirstStream = 1_000;

    /// <summary>Sets all parameters; the same seed gives the same numbers.</summary>
    public static void Set(LlamaParameters<float> parameters, long seed)
    {
        for (int i = 0; i < parameters.All.Count; i++)
        {
            Parameter<float> parameter = parameters.All[i];
            Span<float> numbers = parameter.Value.Span;
            if (parameter.IsVector)
            {
                numbers.Fill(1);
                continue;
            }
            var random = new CounterRandom(seed, FirstStream + (ulong)i);
            for (int j = 0; j < numbers.Length; j++)
                numbers[j] = (float)(Deviation * random.Normal((ulong)j));
        }
    }
}

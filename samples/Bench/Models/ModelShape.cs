namespace StableSpamCompose.Bench.Models;

/// <summary>The tensors of a model, as an optimizer sees them.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Tensors">The dimensions of each tensor.</param>
internal sealed record ModelShape(string Name, IReadOnlyList<long[]> Tensors)
{
    /// <summary>The models of the Stable-SPAM paper (LLaMA, vocabulary of 32,000), many small tensors, and one large.</summary>
    public static IReadOnlyList<ModelShape> All { get; } =
    [
        Llama("llama-60m", hidden: 512, intermediate: 1376, layers: 8),
        Llama("llama-130m", hidden: 768, intermediate: 2048, layers: 12),
        Llama("llama-350m", hidden: 1024, intermediate: 2736, layers: 24),
        new("small-10000", [.. Enumerable.Repeat(new long[] { 100 }, 10_000)]),
        new("large-1e8", [[100_000_000]]),
    ];

    /// <summary>Number of parameters.</summary>
    public long Elements => Tensors.Sum(Length);

    /// <summary>Elements of a tensor.</summary>
    public static long Length(long[] dimensions) => dimensions.Aggregate(1L, (product, size) => product * size);

    private static ModelShape Llama(string name, long hidden, long intermediate, int layers)
    {
        const long Vocabulary = 32_000;
        List<long[]> tensors = [[Vocabulary, hidden]];
        for (int layer = 0; layer < layers; layer++)
        {
            tensors.AddRange(Enumerable.Repeat(new[] { hidden, hidden }, 4));
            tensors.AddRange([[intermediate, hidden], [hidden, intermediate], [intermediate, hidden]]);
            tensors.AddRange([[hidden], [hidden]]);
        }
        tensors.AddRange([[hidden], [Vocabulary, hidden]]);
        return new ModelShape(name, tensors);
    }
}

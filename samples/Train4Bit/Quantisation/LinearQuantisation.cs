using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Quantisation;

/// <summary>How linear layers round what they multiply. A part that is <see langword="null"/> is not rounded.</summary>
/// <param name="Weights">For their weights.</param>
/// <param name="Activations">For their inputs.</param>
public sealed record LinearQuantisation<T>(IFakeQuantiser<T>? Weights, IFakeQuantiser<T>? Activations)
    where T : unmanaged
{
    /// <summary>Nothing is rounded.</summary>
    public static LinearQuantisation<T> None { get; } = new(null, null);

    /// <summary>Rounds the first rows of an input in place.</summary>
    public void QuantiseInput(Workers workers, Matrix<T> input, int rows)
    {
        if (Activations is { } quantiser)
            Quantise(workers, quantiser, input.Memory[..(rows * input.Columns)], input.Memory[..(rows * input.Columns)]);
    }

    /// <summary>Rounds on all threads; groups are runs of the row-major matrix, and may go on in the next row.</summary>
    public static void Quantise(Workers workers, IFakeQuantiser<T> quantiser, ReadOnlyMemory<T> source, Memory<T> destination)
    {
        const int numbersPerItem = 1 << 13;
        int groupsPerItem = Math.Max(1, numbersPerItem / quantiser.GroupSize);
        workers.RunRows(source.Length, groupsPerItem * quantiser.GroupSize, (first, end) =>
            quantiser.Quantise(source.Span[first..end], destination.Span[first..end]));
    }
}

using System.Numerics;
using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Model;

/// <summary>A row of the table for each token.</summary>
/// <param name="workers">The threads.</param>
/// <param name="table">The table, [vocabulary, width].</param>
public sealed unsafe class Embedding<T>(Workers workers, Parameter<T> table)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Columns whose gradient one item adds up.</summary>
    private const int ColumnsPerItem = 32;

    /// <summary>output[i] = table[tokens[i]]</summary>
    public void Forward(ReadOnlySpan<int> tokens, Matrix<T> output)
    {
        for (int i = 0; i < tokens.Length; i++)
            new ReadOnlySpan<T>(table.Value.Row(tokens[i]), output.Columns).CopyTo(new Span<T>(output.Row(i), output.Columns));
    }

    /// <summary>
    /// Adds the gradient of each output to the row of its token. The threads share out the columns, so that the order is fixed.
    /// </summary>
    public void Backward(ReadOnlySpan<int> tokens, Matrix<T> outputGradient)
    {
        table.Gradient.Span.Clear();
        fixed (int* start = tokens)
        {
            int* token = start;
            int count = tokens.Length;
            workers.RunRows(outputGradient.Columns, ColumnsPerItem, (first, end) =>
            {
                for (int i = 0; i < count; i++)
                {
                    T* from = outputGradient.Row(i);
                    T* to = table.Gradient.Row(token[i]);
                    for (int column = first; column < end; column++)
                        to[column] += from[column];
                }
            });
        }
    }
}

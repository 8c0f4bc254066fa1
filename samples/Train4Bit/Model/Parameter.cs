using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Model;

/// <summary>A tensor that is learned, with its gradient.</summary>
/// <param name="name">Its name.</param>
/// <param name="rows">Rows; 1 for a vector.</param>
/// <param name="columns">Columns.</param>
/// <param name="isVector">Whether it is a vector, whose shape has one dimension.</param>
public sealed class Parameter<T>(string name, int rows, int columns, bool isVector = false)
    where T : unmanaged
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Its dimensions.</summary>
    public IReadOnlyList<long> Shape { get; } = isVector ? [columns] : [rows, columns];

    /// <summary>Whether it is a vector.</summary>
    public bool IsVector { get; } = isVector;

    /// <summary>Its numbers.</summary>
    public Matrix<T> Value { get; } = new(rows, columns);

    /// <summary>The gradient of the loss, as the last backward pass left it.</summary>
    public Matrix<T> Gradient { get; } = new(rows, columns);
}

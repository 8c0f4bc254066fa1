using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>One tensor that is trained: its value, its gradient, and what the optimizer keeps for it.</summary>
public sealed class InterpretedParameter
{
    private Dictionary<string, double[]>? _states;

    /// <summary>A parameter that no optimizer has yet.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its dimensions; none for a single number.</param>
    /// <param name="value">Its elements, which are copied.</param>
    /// <param name="blockLength">Elements of a block, of which the last may be shorter; 0 for slices of the first dimension.</param>
    /// <exception cref="ArgumentException">The shape does not have as many elements as the value.</exception>
    public InterpretedParameter(string name, ReadOnlySpan<long> shape, ReadOnlySpan<double> value, long blockLength = 0)
    {
        long count = 1;
        foreach (long dimension in shape) count *= dimension;
        if (count != value.Length)
        {
            throw new ArgumentException($"The shape of '{name}' has {count} elements, its value {value.Length}.", nameof(value));
        }
        ArgumentOutOfRangeException.ThrowIfNegative(blockLength);
        Name = name;
        Shape = shape.ToArray();
        Layout = new TensorLayout(shape, blockLength);
        Value = value.ToArray();
        Gradient = new double[value.Length];
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its dimensions.</summary>
    public long[] Shape { get; }

    /// <summary>Which numbers its elements are in <see cref="NumberMode.Exact"/>; a step computes in fp32 whatever they are.</summary>
    public NumberType Type { get; init; }

    /// <summary>Which numbers the gradient's elements are in <see cref="NumberMode.Exact"/>.</summary>
    public NumberType GradientType { get; init; }

    /// <summary>w, its elements. In <see cref="NumberMode.Exact"/> they are numbers of its type from the time it joins an optimizer.</summary>
    public double[] Value { get; }

    /// <summary>The gradient of the next step; in <see cref="NumberMode.Exact"/> a step rounds what it reads to its type.</summary>
    public double[] Gradient { get; }

    /// <summary>Whether it has a gradient; without one a step leaves it out.</summary>
    public bool HasGradient { get; set; } = true;

    /// <summary>k: how often it was updated since it joined, or what a rule has set it to.</summary>
    public double UpdateCount { get; internal set; }

    /// <summary>Whether it was ever updated, restarts of k aside.</summary>
    public bool WasUpdated { get; internal set; }

    /// <summary>How its elements make up rows, columns, matrices and blocks.</summary>
    internal TensorLayout Layout { get; }

    /// <summary>The state saved as <paramref name="name"/>, not a copy: as many numbers as its scope has values; the group's own if it is the group's.</summary>
    public double[] State(string name)
    {
        if (_states is null) throw new InvalidOperationException($"'{Name}' has no state before it is added to an optimizer.");
        return _states.TryGetValue(name, out double[]? state)
            ? state
            : throw new ArgumentException($"There is no state '{name}'; there are: {string.Join(", ", _states.Keys)}.", nameof(name));
    }

    /// <summary>
    /// Makes the states that <paramref name="program"/> keeps, takes those of <paramref name="group"/>, and makes the value a
    /// number of <paramref name="mode"/>.
    /// </summary>
    internal void Join(InterpretedGroup group, StepProgram program, NumberMode mode)
    {
        if (_states is not null) throw new InvalidOperationException($"'{Name}' has been added to an optimizer already.");
        _states = [];
        foreach (StateSlot slot in program.States)
        {
            _states.Add(slot.Name, slot.Scope == Scope.Group ? group.State(program.Case.Chain, slot) : Fresh(slot, mode));
        }
        for (int i = 0; i < Value.Length; i++) Value[i] = Storage.Number(mode, Type, Value[i]);
    }

    private double[] Fresh(StateSlot slot, NumberMode mode)
    {
        var state = new double[Layout.Count(slot.Scope)];
        Array.Fill(state, Storage.State(mode, slot, slot.Initial));
        return state;
    }
}

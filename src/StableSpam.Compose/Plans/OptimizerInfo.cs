using StableSpamCompose.Arrays;
using StableSpamCompose.Cuda;
using StableSpamCompose.Execution;

namespace StableSpamCompose.Plans;

/// <summary>An optimizer as its recipe describes it.</summary>
public sealed record OptimizerInfo
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>One line of what it does.</summary>
    public required string Summary { get; init; }

    /// <summary>Paper and equation, or program, that it is from; empty where the recipe says none.</summary>
    public required string Source { get; init; }

    /// <summary>Default and range of the learning rate.</summary>
    public required HyperparameterInfo LearningRate { get; init; }

    /// <summary>Its hyperparameters, in constructor order after the learning rate.</summary>
    public required IReadOnlyList<HyperparameterInfo> Hyperparameters { get; init; }

    /// <summary>What holds between them, whatever they are set to.</summary>
    public IReadOnlyList<HyperparameterRelation> Relations { get; init; } = [];

    /// <summary>The passes, states and costs of its program; of several, of that for matrices whose name no pattern matches.</summary>
    public required OptimizerPlan Plan { get; init; }

    /// <summary>Its programs. A parameter is stepped by the first that is for it.</summary>
    public IReadOnlyList<ProgramInfo> Programs
    {
        get => field ?? [new ProgramInfo("*", ShapeCase.Any, Plan)];
        init;
    }

    /// <summary>
    /// Makes one for parameters and settings by name (<c>lr</c> and hyperparameters; what is left out keeps its default). One that
    /// is compiled for another host than arrays throws a <see cref="NotSupportedException"/>.
    /// </summary>
    public Func<IEnumerable<ArrayParameter>, IReadOnlyDictionary<string, double>, ArrayOptimizer> Create { get; init; } =
        static (_, _) => throw new NotSupportedException("The optimizer is not compiled for arrays: make it with its constructor.");

    /// <summary>
    /// Makes an engine that steps it on a CUDA device, without parameters. One that is compiled for another host than arrays
    /// throws a <see cref="NotSupportedException"/>.
    /// </summary>
    public Func<CudaDevice, StepEngine> CreateCudaEngine { get; init; } =
        static _ => throw new NotSupportedException("The optimizer is not compiled for arrays: its host has the engine.");
}

/// <summary>A hyperparameter as its recipe declares it.</summary>
/// <param name="Name">Its name in constructors, <c>snake_case</c>.</param>
/// <param name="Default">Its default.</param>
/// <param name="IsInteger">Whether it takes whole numbers only.</param>
/// <param name="Range">What it may be.</param>
/// <param name="Summary">One line of what it does.</param>
public sealed record HyperparameterInfo(string Name, double Default, bool IsInteger, HyperparameterRange Range, string Summary)
{
    /// <summary>Checks a value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lies outside the range, or is no whole number where one is needed.</exception>
    public double Check(double value)
    {
        if (!Range.Contains(value))
            throw new ArgumentOutOfRangeException(Name, value, $"{Name} must be in {Range}.");
        if (IsInteger && value != Math.Floor(value))
            throw new ArgumentOutOfRangeException(Name, value, $"{Name} must be a whole number.");
        if (IsInteger && Math.Abs(value) > int.MaxValue)
            throw new ArgumentOutOfRangeException(Name, value, $"{Name} must be at most {int.MaxValue} in magnitude.");
        return value;
    }
}

/// <summary>An interval of numbers, such as <c>[0, 1)</c>. NaN lies in none.</summary>
/// <param name="Low">Lower bound.</param>
/// <param name="LowIncluded">Whether the lower bound itself is allowed.</param>
/// <param name="High">Upper bound.</param>
/// <param name="HighIncluded">Whether the upper bound itself is allowed.</param>
public readonly record struct HyperparameterRange(double Low, bool LowIncluded, double High, bool HighIncluded)
{
    /// <summary>Whether <paramref name="value"/> lies within.</summary>
    public bool Contains(double value) =>
        (value > Low || (LowIncluded && value == Low)) && (value < High || (HighIncluded && value == High));

    /// <summary>The interval as recipes write it.</summary>
    public override string ToString() =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{(LowIncluded && !double.IsInfinity(Low) ? '[' : '(')}{Bound(Low)}, {Bound(High)}{(HighIncluded && !double.IsInfinity(High) ? ']' : ')')}");

    private static string Bound(double value) =>
        double.IsPositiveInfinity(value) ? "inf"
        : double.IsNegativeInfinity(value) ? "-inf"
        : value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A condition on the learning rate and the hyperparameters, in constructor order.</summary>
public delegate bool RelationTest(double learningRate, ReadOnlySpan<double> hyperparameters);

/// <summary>A relation between hyperparameters, such as <c>beta1 &lt;= beta2</c>.</summary>
/// <param name="Text">The relation as its recipe writes it.</param>
/// <param name="Holds">Whether values keep it.</param>
public sealed record HyperparameterRelation(string Text, RelationTest Holds);

namespace StableSpamCompose.Train4Bit.Quantisation;

/// <summary>A format of the weights and activations of linear layers.</summary>
public sealed class Precision
{
    private readonly Func<GroupSizes, LinearQuantisation<float>> _create;

    private Precision(string name, string summary, bool hasGroups, Func<GroupSizes, LinearQuantisation<float>> create)
    {
        Name = name;
        Summary = summary;
        HasGroups = hasGroups;
        _create = create;
    }

    /// <summary>All formats.</summary>
    public static IReadOnlyList<Precision> All { get; } =
    [
        new("fp4", "FP4 E1M2, 15 levels", true, groups =>
            new(Fp4Quantiser.E1M2(groups.Weights), Fp4Quantiser.E1M2(groups.Activations))),
        new("fp4-authors", "FP4 as the released program computes it, 9 levels", true, groups =>
            new(Fp4Quantiser.Authors(groups.Weights), Fp4Quantiser.Authors(groups.Activations))),
        Integer(4),
        Integer(3),
        Integer(2),
        new("bf16", "bfloat16", false, _ => new(new BFloat16Rounding(), new BFloat16Rounding())),
        new("fp32", "nothing is rounded", false, _ => LinearQuantisation<float>.None),
    ];

    /// <summary>What it is called on the command line.</summary>
    public string Name { get; }

    /// <summary>A few words of what it is.</summary>
    public string Summary { get; }

    /// <summary>Whether groups of numbers share a scale.</summary>
    public bool HasGroups { get; }

    /// <summary>Makes the quantisers.</summary>
    public LinearQuantisation<float> Quantisation(GroupSizes groups) => _create(groups);

    private static Precision Integer(int bits) =>
        new($"int{bits}", $"{bits}-bit integers, asymmetric for weights, symmetric for activations", true, groups =>
            new(new IntegerWeightQuantiser(bits, groups.Weights), new IntegerActivationQuantiser(bits, groups.Activations)));
}

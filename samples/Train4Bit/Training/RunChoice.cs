using System.Globalization;
using StableSpamCompose.Plans;
using StableSpamCompose.Train4Bit.Quantisation;

namespace StableSpamCompose.Train4Bit.Training;

/// <summary>What distinguishes a run of a session from the others.</summary>
/// <param name="Optimizer">The optimizer.</param>
/// <param name="Precision">The format of the linear layers.</param>
/// <param name="LearningRate">The highest learning rate.</param>
/// <param name="Seed">Of the initial parameters and of the order of the data.</param>
public sealed record RunChoice(OptimizerInfo Optimizer, Precision Precision, double LearningRate, long Seed)
{
    /// <summary>The highest learning rate as text.</summary>
    public string LearningRateText => LearningRate.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();

    /// <summary>The run as messages call it.</summary>
    public string Title => $"{Optimizer.Name}, {Precision.Name}, lr {LearningRateText}, seed {Seed}";

    /// <summary>A name that no other run of the session has, and that a file may have.</summary>
    public string Name =>
        string.Create(CultureInfo.InvariantCulture, $"{Optimizer.Name}-{Precision.Name}-lr{LearningRateText}-seed{Seed}");
}

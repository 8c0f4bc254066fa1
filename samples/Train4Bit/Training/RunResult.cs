namespace StableSpamCompose.Train4Bit.Training;

/// <summary>A finished run.</summary>
/// <param name="Optimizer">The optimizer's name.</param>
/// <param name="Precision">The format of the linear layers.</param>
/// <param name="LearningRate">The highest learning rate.</param>
/// <param name="Seed">Of the initial parameters and of the order of the data.</param>
/// <param name="FinalValidationLoss">In nats a token.</param>
/// <param name="Loss">Training loss of each step.</param>
/// <param name="GradientNorm">Norm of the gradient in each step.</param>
/// <param name="Seconds">Seconds that the steps took.</param>
public sealed record RunResult(
    string Optimizer, string Precision, double LearningRate, long Seed, double FinalValidationLoss,
    IReadOnlyList<double> Loss, IReadOnlyList<double> GradientNorm, double Seconds)
{
    /// <summary>e to the power of the validation loss: of how many tokens as good as a free choice.</summary>
    public double FinalValidationPerplexity => Math.Exp(FinalValidationLoss);

    /// <summary>The steps, from 0, whose gradient norm is a spike.</summary>
    public IReadOnlyList<int> Spikes { get; } = GradientSpikes.Steps(GradientNorm);

    /// <summary>The largest gradient norm over the median.</summary>
    public double LargestNormOverMedian { get; } = GradientSpikes.LargestOverMedian(GradientNorm);

    /// <summary>Whether it is the result of a run.</summary>
    public bool IsOf(RunChoice choice) =>
        Optimizer == choice.Optimizer.Name && Precision == choice.Precision.Name
        && LearningRate == choice.LearningRate && Seed == choice.Seed;
}

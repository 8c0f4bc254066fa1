namespace StableSpamCompose.Train4Bit.Training;

/// <summary>What was measured in the steps of a run so far.</summary>
public sealed class RunHistory
{
    /// <summary>Training loss of each step, in nats a token, before its update.</summary>
    public List<double> Loss { get; } = [];

    /// <summary>Norm of the raw gradient over all tensors, before the optimizer saw it.</summary>
    public List<double> GradientNorm { get; } = [];

    /// <summary>Seconds that the steps took.</summary>
    public double Seconds { get; set; }
}

namespace StableSpamCompose.Execution;

/// <summary>Parameters that share a learning rate and hyperparameters.</summary>
public sealed unsafe class StepGroup
{
    private readonly double[] _hyperparameters;

    /// <summary>Makes a group for an optimizer with <paramref name="hyperparameters"/> of them.</summary>
    public StepGroup(int hyperparameters) => _hyperparameters = Pinned.Doubles(hyperparameters);

    /// <summary>The learning rate of the next step.</summary>
    public double LearningRate { get; set; }

    /// <summary>The hyperparameters of the next step, in constructor order after the learning rate.</summary>
    public Span<double> Hyperparameters => _hyperparameters;

    internal double* Pointer => Pinned.Pointer(_hyperparameters);
}

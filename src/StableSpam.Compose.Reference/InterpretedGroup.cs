using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>Learning rate and hyperparameters that some parameters share; a change holds from the next step on.</summary>
public sealed class InterpretedGroup
{
    private readonly Dictionary<string, double> _hyperparameters = [];

    /// <summary>A group with the program's defaults.</summary>
    public InterpretedGroup(StepProgram program)
    {
        LearningRate = program.LearningRate.Default.Value;
        foreach (HyperparameterSlot hyperparameter in program.Hyperparameters)
        {
            _hyperparameters.Add(hyperparameter.Name, hyperparameter.Default.Value);
        }
    }

    /// <summary>The learning rate.</summary>
    public double LearningRate { get; set; }

    /// <summary>The hyperparameter named <paramref name="hyperparameter"/>. Ranges are the host's to check.</summary>
    public double this[string hyperparameter]
    {
        get => _hyperparameters.TryGetValue(hyperparameter, out double value) ? value : throw Unknown(hyperparameter);
        set => _hyperparameters[hyperparameter] = _hyperparameters.ContainsKey(hyperparameter) ? value : throw Unknown(hyperparameter);
    }

    private ArgumentException Unknown(string hyperparameter) =>
        new(
            $"There is no hyperparameter '{hyperparameter}'; there are: {string.Join(", ", _hyperparameters.Keys)}.",
            nameof(hyperparameter));
}
